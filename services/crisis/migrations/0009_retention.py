"""Since when somebody cannot be called any more: the name and addresses of who left are not kept for good."""

from alembic import op

revision = "crisis_0009"
down_revision = "crisis_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE on_call_worker ADD COLUMN left_at timestamptz")
    # Nobody knows when those left who cannot be called today: their time begins now.
    op.execute("UPDATE on_call_worker SET left_at = now() WHERE telephone IS NULL")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
