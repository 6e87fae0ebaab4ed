"""Found by birth date and surname: a keyed hash beside what each referrer gave. Old rows: `make_findable`."""

from alembic import op

revision = "referral_0024"
down_revision = "referral_0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE referral ADD COLUMN name_hash bytea")
    op.execute("CREATE INDEX referral_by_name ON referral (name_hash)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
