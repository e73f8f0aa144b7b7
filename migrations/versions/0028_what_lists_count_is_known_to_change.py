"""How often meetings and deliveries changed is counted, so that nobody counts meetings anew when none did."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TRIGGERS = {
    "meetings_counted": "AFTER INSERT ON meetings",
    "meetings_recounted": "AFTER UPDATE ON meetings",
    "meetings_uncounted": "AFTER DELETE ON meetings",
    "deliveries_counted": "AFTER INSERT ON deliveries",
    "deliveries_recounted": "AFTER UPDATE OF meeting_id, publisher, revision, url ON deliveries",
    "deliveries_uncounted": "AFTER DELETE ON deliveries",
}
COUNTED = """CREATE TRIGGER {} {} BEGIN
    INSERT INTO changes (what, count) VALUES ('meetings', 1) ON CONFLICT (what) DO UPDATE SET count = count + 1;
END;"""


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_changes")),
    )
    for name, when in TRIGGERS.items():
        op.get_bind().exec_driver_sql(COUNTED.format(name, when))
