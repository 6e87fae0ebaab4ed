"""Where a young person lives and lived, who pays from when, doubles that are one person, erasures."""

from alembic import op

revision = "referral_0014"
down_revision = "referral_0013"
branch_labels = None
depends_on = None

ENTERED = "recorded_at timestamptz NOT NULL, recorded_by uuid NOT NULL"


def upgrade() -> None:
    op.execute(f"""
        CREATE TABLE residence (
            id uuid PRIMARY KEY,
            client uuid NOT NULL REFERENCES client (id),
            kind text NOT NULL,
            municipality text NOT NULL,
            first_day date,
            last_day date,
            {ENTERED},
            CONSTRAINT residence_in_order CHECK (first_day <= last_day)
        )
    """)
    op.execute("CREATE INDEX residence_by_client ON residence (client, id)")
    op.execute(f"""
        CREATE TABLE client_move (
            id uuid PRIMARY KEY,
            client uuid NOT NULL REFERENCES client (id),
            referral uuid NOT NULL REFERENCES referral (id),
            kind text NOT NULL,
            from_municipality text NOT NULL,
            to_municipality text NOT NULL,
            moved_on date NOT NULL,
            who_pays text NOT NULL,
            {ENTERED}
        )
    """)
    op.execute("CREATE INDEX client_move_by_client ON client_move (client, id)")
    op.execute("""
        CREATE TABLE client_merge (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            kept uuid NOT NULL REFERENCES client (id),
            double uuid NOT NULL REFERENCES client (id),
            merged_at timestamptz NOT NULL,
            merged_by uuid NOT NULL,
            split_until timestamptz NOT NULL,
            split_at timestamptz,
            split_by uuid,
            CONSTRAINT client_merge_of_two CHECK (kept <> double)
        )
    """)
    op.execute("CREATE UNIQUE INDEX client_merge_once ON client_merge (double) WHERE status = 'merged'")
    op.execute("CREATE INDEX client_merge_by_kept ON client_merge (kept)")
    # What an erasure leaves: that there was one, and nothing of whom it was about.
    op.execute("""
        CREATE TABLE erasure (
            id uuid PRIMARY KEY,
            client uuid NOT NULL REFERENCES client (id),
            region text NOT NULL,
            municipality text NOT NULL,
            ground text NOT NULL,
            asked_on date NOT NULL,
            set_aside text[] NOT NULL,
            erased_at timestamptz NOT NULL,
            erased_by uuid NOT NULL,
            erased_role text NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX erasure_once ON erasure (client)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
