"""A product that was asked by name; a component without a decision; who holds a national contract."""

from alembic import op

revision = "referral_0005"
down_revision = "referral_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE referral ADD product text, ADD quantity integer, ADD days integer")
    op.execute("ALTER TABLE granted ALTER decision DROP NOT NULL, ALTER valid_until DROP NOT NULL")
    op.execute("ALTER TABLE granted ADD is_national boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE granted ALTER is_national DROP DEFAULT")
    op.execute("""
        CREATE TABLE known_national_contract (
            id uuid PRIMARY KEY,
            provider uuid NOT NULL,
            valid_from date NOT NULL,
            valid_until date
        )
    """)
    op.execute("CREATE INDEX known_national_contract_by_provider ON known_national_contract (provider)")
    op.execute("ALTER TABLE placement_request ALTER decision DROP NOT NULL")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
