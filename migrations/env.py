"""Alembic's entry: the caller hands in the connection, or `alembic -x url=...` names the database."""

from alembic import context

from bot.store.search_tables import metadata
from bot.store.sqlite import open_engine


def _run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with open_engine(context.get_x_argument(as_dictionary=True)["url"]).begin() as own:
        _run(own)
