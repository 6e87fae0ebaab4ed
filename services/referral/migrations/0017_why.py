"""Why a move passed nothing, and why two were called one in spite of what differs."""

from alembic import op

revision = "referral_0017"
down_revision = "referral_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE client_move ADD why_not text")
    op.execute("ALTER TABLE client_merge ADD despite text")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
