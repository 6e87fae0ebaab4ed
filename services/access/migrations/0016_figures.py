"""Decisions are counted per municipality."""

from alembic import op

revision = "access_0016"
down_revision = "access_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX decision_by_municipality ON decision (municipality, decided_at)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
