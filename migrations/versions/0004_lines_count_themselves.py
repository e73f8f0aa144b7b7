"""How long a meeting is, its last line says; counted in a column, it was one more statement for each batch."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("meetings", "lines")
