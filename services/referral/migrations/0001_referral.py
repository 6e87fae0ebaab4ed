"""Clients, referrals, placement requests, care periods and what was told of them."""

from alembic import op

revision = "referral_0001"
down_revision = None
branch_labels = ("referral",)
depends_on = ("kit_0001",)


def upgrade() -> None:
    op.execute("CREATE TABLE household (id uuid PRIMARY KEY, created_at timestamptz NOT NULL)")
    op.execute("""
        CREATE TABLE client (
            id uuid PRIMARY KEY,
            bsn_hash bytea,
            household uuid NOT NULL REFERENCES household (id),
            created_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX client_by_bsn ON client (bsn_hash)")
    op.execute("""
        CREATE TABLE referral (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            client uuid NOT NULL REFERENCES client (id),
            household uuid NOT NULL REFERENCES household (id),
            region text NOT NULL,
            organisation uuid NOT NULL,
            referrer_type text NOT NULL,
            municipality text NOT NULL,
            age smallint NOT NULL,
            forms text[] NOT NULL,
            domains text[] NOT NULL,
            complexity text NOT NULL,
            urgency text NOT NULL,
            safety boolean NOT NULL,
            route text NOT NULL,
            budget text,
            etmalen integer,
            intensity text,
            preferred_provider uuid,
            measure_kind text,
            measure_until date,
            court_authorisation_until date,
            person bytea NOT NULL,
            question bytea NOT NULL,
            submitted_at timestamptz NOT NULL,
            closed_at timestamptz
        )
    """)
    op.execute("CREATE INDEX referral_by_client ON referral (client)")
    op.execute("CREATE INDEX referral_by_organisation ON referral (organisation, id)")
    op.execute("""
        CREATE TABLE granted (
            id uuid PRIMARY KEY,
            referral uuid NOT NULL REFERENCES referral (id),
            decision uuid NOT NULL,
            component text NOT NULL,
            valid_from date NOT NULL,
            valid_until date NOT NULL
        )
    """)
    op.execute("CREATE INDEX granted_by_referral ON granted (referral)")
    op.execute("""
        CREATE TABLE placement_request (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            referral uuid NOT NULL REFERENCES referral (id),
            client uuid NOT NULL REFERENCES client (id),
            region text NOT NULL,
            decision uuid NOT NULL,
            grant_id uuid NOT NULL REFERENCES granted (id),
            provider uuid NOT NULL,
            requested_at timestamptz NOT NULL,
            answer_due_at timestamptz NOT NULL,
            accepted_at timestamptz,
            start_planned_on date,
            refusal_reason text
        )
    """)
    op.execute("CREATE INDEX placement_request_by_referral ON placement_request (referral)")
    op.execute("CREATE INDEX placement_request_by_provider ON placement_request (provider, id)")
    # One open question at a time: two providers who both say yes would both begin.
    op.execute("""
        CREATE UNIQUE INDEX placement_request_one_open ON placement_request (referral)
        WHERE status IN ('accepted', 'in-care', 'requested')
    """)
    op.execute("""
        CREATE TABLE care_period (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            placement uuid NOT NULL REFERENCES placement_request (id),
            referral uuid NOT NULL REFERENCES referral (id),
            client uuid NOT NULL REFERENCES client (id),
            region text NOT NULL,
            grant_id uuid NOT NULL REFERENCES granted (id),
            provider uuid NOT NULL,
            started_on date NOT NULL,
            start_recorded_at timestamptz NOT NULL,
            stopped_on date,
            stop_recorded_at timestamptz,
            stop_reason text
        )
    """)
    op.execute("CREATE UNIQUE INDEX care_period_by_placement ON care_period (placement)")
    op.execute("""
        CREATE TABLE milestone (
            id uuid PRIMARY KEY,
            referral uuid NOT NULL REFERENCES referral (id),
            organisation uuid NOT NULL,
            kind text NOT NULL,
            recorded_at timestamptz NOT NULL,
            happens_on date,
            provider uuid,
            reasons text[] NOT NULL
        )
    """)
    op.execute("CREATE INDEX milestone_by_referral ON milestone (referral, id)")
    op.execute("CREATE INDEX milestone_by_organisation ON milestone (organisation, id)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
