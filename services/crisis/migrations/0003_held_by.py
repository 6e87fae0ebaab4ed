"""Which organisation has an alarm in hand: a crisis desk may, without a worker."""

from alembic import op

revision = "crisis_0003"
down_revision = "crisis_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE alarm ADD COLUMN held_by uuid")
    op.execute("""
        UPDATE alarm SET held_by = on_call_worker.organisation
        FROM on_call_worker WHERE on_call_worker.id = alarm.holder
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
