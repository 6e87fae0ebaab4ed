"""Decision letters, and apart from them the sealed documents, which no list has to read."""

from alembic import op

revision = "referral_0003"
down_revision = "referral_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE letter (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            referral uuid NOT NULL REFERENCES referral (id),
            client uuid NOT NULL REFERENCES client (id),
            region text NOT NULL,
            about uuid NOT NULL,
            kind text NOT NULL,
            language text NOT NULL,
            ordered_at timestamptz NOT NULL,
            attempts integer NOT NULL,
            next_try_at timestamptz NOT NULL,
            recipient text,
            sent_at timestamptz,
            objection_until date,
            sha256 text
        )
    """)
    # A decision that is told twice, or asked for twice, has one letter: a copy is no second one.
    op.execute("CREATE UNIQUE INDEX letter_by_what_it_is_about ON letter (about)")
    op.execute("CREATE INDEX letter_by_referral ON letter (referral, id)")
    op.execute("CREATE INDEX letter_waiting ON letter (next_try_at) WHERE status = 'waiting'")
    op.execute("""
        CREATE TABLE letter_document (
            letter uuid PRIMARY KEY REFERENCES letter (id),
            pdf bytea NOT NULL
        )
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
