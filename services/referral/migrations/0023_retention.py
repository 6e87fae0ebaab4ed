"""How long what is kept, what may not be destroyed, what was, and what a person had put right."""

from alembic import op

revision = "referral_0023"
down_revision = "referral_0022"
branch_labels = None
depends_on = None

UNDER = "referral uuid NOT NULL REFERENCES referral (id), client uuid NOT NULL REFERENCES client (id)"
RECORDED = "recorded_at timestamptz NOT NULL, recorded_by uuid NOT NULL"
TO_WHOM_IT_CONCERNS = "EXISTS (SELECT FROM stake WHERE stake.ref = {}.client)"


def upgrade() -> None:
    op.execute(f"""
        CREATE TABLE legal_hold (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            {UNDER},
            kind text NOT NULL,
            reason bytea NOT NULL,
            set_at timestamptz NOT NULL,
            set_by uuid NOT NULL,
            lifted_at timestamptz,
            lifted_by uuid
        )
    """)
    op.execute("CREATE INDEX legal_hold_by_client ON legal_hold (client, id)")
    op.execute("CREATE UNIQUE INDEX legal_hold_one ON legal_hold (client, kind) WHERE status = 'in-force'")
    op.execute(f"""
        CREATE TABLE erasure_refusal (
            id uuid PRIMARY KEY,
            {UNDER},
            ground text NOT NULL,
            asked_by text NOT NULL,
            asked_on date NOT NULL,
            answer bytea NOT NULL,
            {RECORDED}
        )
    """)
    op.execute("CREATE INDEX erasure_refusal_by_client ON erasure_refusal (client, id)")
    op.execute(f"""
        CREATE TABLE correction (
            id uuid PRIMARY KEY,
            {UNDER},
            field text NOT NULL,
            before bytea NOT NULL,
            reason bytea NOT NULL,
            asked_by text NOT NULL,
            {RECORDED},
            recorded_role text NOT NULL
        )
    """)
    op.execute("CREATE INDEX correction_by_referral ON correction (referral, id)")
    op.execute(f"""
        CREATE TABLE own_statement (
            id uuid PRIMARY KEY,
            {UNDER},
            said_by text NOT NULL,
            words bytea NOT NULL,
            {RECORDED}
        )
    """)
    op.execute("CREATE INDEX own_statement_by_referral ON own_statement (referral, id)")
    for table in ("legal_hold", "erasure_refusal", "correction", "own_statement"):
        _see(table, TO_WHOM_IT_CONCERNS.format(table))
    # That something was destroyed, without anything of whom it was about.
    op.execute("""
        CREATE TABLE destroyed (
            id uuid PRIMARY KEY,
            kind text NOT NULL,
            ref uuid,
            count integer NOT NULL,
            region text NOT NULL,
            municipality text,
            ground text NOT NULL,
            destroyed_at timestamptz NOT NULL,
            destroyed_by uuid NOT NULL,
            destroyed_role text NOT NULL,
            CONSTRAINT destroyed_something CHECK (count >= 1)
        )
    """)
    op.execute("CREATE INDEX destroyed_by_municipality ON destroyed (municipality, id)")
    _see("destroyed", "municipality IS NULL OR municipality = ANY ((SELECT parties())::text[])")


def _see(table: str, condition: str) -> None:
    """See 0019."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"""
        CREATE POLICY own_rows ON {table} USING ((SELECT sees_all()) OR {condition}) WITH CHECK (true)
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
