"""How workers sign, what a decision is and lacks, and why a quote was asked."""

from alembic import op

revision = "access_0004"
down_revision = "access_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE desk_worker (
            organisation uuid NOT NULL,
            subject text NOT NULL,
            discipline text NOT NULL,
            professional text NOT NULL,
            kept_at timestamptz NOT NULL,
            PRIMARY KEY (organisation, subject)
        )
    """)
    op.execute("ALTER TABLE decision ADD COLUMN noted text[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE decision ADD COLUMN kind text NOT NULL DEFAULT 'start'")
    op.execute("ALTER TABLE decision ALTER COLUMN noted DROP DEFAULT, ALTER COLUMN kind DROP DEFAULT")
    op.execute("ALTER TABLE quote_request ADD COLUMN ground text")
