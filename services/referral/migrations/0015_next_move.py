"""Until when the access desk is to decide, so that a referrer reads who has the next move."""

from alembic import op

revision = "referral_0015"
down_revision = "referral_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE desk_term (
            referral uuid PRIMARY KEY REFERENCES referral (id),
            version integer NOT NULL,
            due_at timestamptz
        )
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
