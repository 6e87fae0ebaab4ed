"""How long what is kept."""

revision = "crisis_0009"
down_revision = "crisis_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
