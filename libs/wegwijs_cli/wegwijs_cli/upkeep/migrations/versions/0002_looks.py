"""What a look says besides who and whose: action, thing, right, source, emergency door."""

from alembic import op

revision = "kit_0002"
down_revision = "kit_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE read_log
            ALTER COLUMN data_subject DROP NOT NULL,
            ADD COLUMN action text NOT NULL DEFAULT 'looked',
            ADD COLUMN thing text,
            ADD COLUMN authorisation text NOT NULL DEFAULT '',
            ADD COLUMN source text,
            ADD COLUMN emergency uuid,
            ADD COLUMN may_betray boolean NOT NULL DEFAULT false
    """)
    op.execute("CREATE TABLE read_log_sent (id uuid PRIMARY KEY, sent_at timestamptz NOT NULL)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
