"""In whose name a referral is, who entered it, and which order of a court it carries out."""

from alembic import op

revision = "referral_0007"
down_revision = "referral_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE referral
            ADD COLUMN professional_agb text,
            ADD COLUMN professional_name bytea,
            ADD COLUMN entered_by text,
            ADD COLUMN entered_role text,
            ADD COLUMN court_order bytea,
            ADD COLUMN court_order_until date
    """)
    op.execute("""
        CREATE TABLE professional_of_record (
            organisation uuid PRIMARY KEY,
            version integer NOT NULL,
            agb text NOT NULL,
            recorded_at timestamptz NOT NULL
        )
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
