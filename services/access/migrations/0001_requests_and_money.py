"""Requests, decisions, grants with their ledger, entitlements and delivery lines."""

from alembic import op

revision = "access_0001"
down_revision = None
branch_labels = ("access",)
depends_on = ("kit_0001",)


def upgrade() -> None:
    op.execute("""
        CREATE TABLE policy_text (
            sha256 text PRIMARY KEY,
            region text NOT NULL,
            valid_from date NOT NULL,
            text text NOT NULL,
            kept_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE request (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            lane text,
            region text NOT NULL,
            municipality text NOT NULL,
            client uuid NOT NULL,
            referrer_organisation uuid NOT NULL,
            preferred_provider uuid,
            facts jsonb NOT NULL,
            choice jsonb NOT NULL,
            measure_kind text,
            measure_until date,
            submitted_at timestamptz NOT NULL,
            due_at timestamptz,
            closed_at timestamptz,
            outcome text,
            refused text[] NOT NULL
        )
    """)
    op.execute("CREATE INDEX request_on_the_list ON request (municipality, due_at, id) WHERE status = 'open'")
    op.execute("CREATE INDEX request_by_municipality ON request (municipality, id)")
    op.execute("""
        CREATE TABLE decision (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            request_id uuid NOT NULL REFERENCES request,
            client uuid NOT NULL,
            region text NOT NULL,
            municipality text NOT NULL,
            policy_sha256 text NOT NULL REFERENCES policy_text,
            policy_valid_from date NOT NULL,
            decided_by text NOT NULL,
            facts jsonb NOT NULL,
            choice jsonb NOT NULL,
            grounds jsonb NOT NULL,
            intended_result bytea,
            preferred_provider uuid,
            decided_at timestamptz NOT NULL,
            CONSTRAINT decision_once_per_request UNIQUE (request_id)
        )
    """)
    op.execute("""
        CREATE TABLE care_grant (
            id uuid PRIMARY KEY,
            decision_id uuid NOT NULL REFERENCES decision,
            request_id uuid NOT NULL REFERENCES request,
            component text NOT NULL,
            budget text,
            illustrative boolean NOT NULL,
            valid_from date NOT NULL,
            valid_until date NOT NULL,
            committed_cents bigint NOT NULL,
            delivered_cents bigint NOT NULL,
            due_cents bigint NOT NULL,
            held_cents bigint NOT NULL,
            returned_cents bigint NOT NULL,
            closed_at timestamptz,
            CONSTRAINT grant_once_per_component UNIQUE (decision_id, component),
            CONSTRAINT due_within_ceiling CHECK (due_cents + returned_cents <= committed_cents),
            CONSTRAINT booked_once CHECK (due_cents + held_cents <= delivered_cents),
            CONSTRAINT no_negative_sum CHECK (
                least(committed_cents, delivered_cents, due_cents, held_cents, returned_cents) >= 0
            )
        )
    """)
    op.execute("CREATE INDEX grant_by_request ON care_grant (request_id)")
    op.execute("""
        CREATE TABLE ledger_entry (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            grant_id uuid NOT NULL REFERENCES care_grant,
            kind text NOT NULL,
            cents bigint NOT NULL,
            delivery_id uuid,
            booked_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX ledger_by_grant ON ledger_entry (grant_id, position)")
    op.execute("""
        CREATE FUNCTION refuse_change_of_ledger() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a ledger entry is added, never changed or removed'; END $$
    """)
    op.execute("""
        CREATE TRIGGER ledger_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_ledger()
    """)
    op.execute("""
        CREATE TABLE entitlement (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            grant_id uuid NOT NULL REFERENCES care_grant,
            request_id uuid NOT NULL REFERENCES request,
            client uuid NOT NULL,
            provider uuid NOT NULL,
            placement uuid NOT NULL,
            region text NOT NULL,
            municipality text NOT NULL,
            valid_from date NOT NULL,
            valid_until date NOT NULL,
            final_at timestamptz,
            closed_at timestamptz,
            CONSTRAINT entitlement_once_per_grant UNIQUE (grant_id)
        )
    """)
    op.execute("CREATE INDEX entitlement_by_provider ON entitlement (provider, id)")
    op.execute("CREATE INDEX entitlement_by_placement ON entitlement (placement)")
    op.execute("CREATE INDEX entitlement_by_request ON entitlement (request_id)")
    op.execute("""
        CREATE TABLE delivery (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            entitlement_id uuid NOT NULL REFERENCES entitlement,
            region text NOT NULL,
            function_group text NOT NULL,
            minutes integer NOT NULL,
            delivered_on date NOT NULL,
            is_final boolean NOT NULL,
            tariff_cents_per_hour integer NOT NULL,
            amount_cents integer NOT NULL,
            illustrative boolean NOT NULL,
            status text NOT NULL,
            held_because text[] NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT minutes_of_a_day CHECK (minutes BETWEEN 1 AND 1440),
            CONSTRAINT no_negative_amount CHECK (amount_cents >= 0)
        )
    """)
    op.execute("CREATE INDEX delivery_by_entitlement ON delivery (entitlement_id, id)")
    op.execute("CREATE UNIQUE INDEX delivery_final_once ON delivery (entitlement_id) WHERE is_final")
    op.execute("""
        CREATE TABLE known_care (
            id uuid PRIMARY KEY,
            placement uuid NOT NULL,
            started_on date NOT NULL,
            stopped_on date
        )
    """)
    op.execute("CREATE INDEX known_care_by_placement ON known_care (placement)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
