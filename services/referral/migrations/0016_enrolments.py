"""The enrolments that the register tells of: at which place a provider may say that it takes somebody."""

from alembic import op

revision = "referral_0016"
down_revision = "referral_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE known_enrolment (
            id uuid PRIMARY KEY,
            provider uuid NOT NULL,
            valid_until date
        )
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
