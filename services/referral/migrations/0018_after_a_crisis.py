"""What a crisis leaves: the help that goes on meanwhile, nights in a crisis bed, and which alarm it was."""

from alembic import op

revision = "referral_0018"
down_revision = "referral_0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE referral_draft
            ADD COLUMN help_provider uuid,
            ADD COLUMN help_since date,
            ADD COLUMN nights integer NOT NULL DEFAULT 0,
            ADD COLUMN in_a_bed boolean NOT NULL DEFAULT false
    """)
    op.execute("""
        ALTER TABLE referral_draft ALTER COLUMN nights DROP DEFAULT, ALTER COLUMN in_a_bed DROP DEFAULT
    """)
    op.execute("CREATE INDEX referral_draft_by_referral ON referral_draft (referral)")
    op.execute("ALTER TABLE referral ADD COLUMN alarm uuid, ADD COLUMN stay_since date")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
