"""Changes of running help, reviews, growing up, perspective plans, and the contracts of providers."""

from alembic import op

revision = "access_0006"
down_revision = "access_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE entitlement_change (
            id uuid PRIMARY KEY,
            entitlement_id uuid NOT NULL REFERENCES entitlement,
            request_id uuid NOT NULL REFERENCES request,
            client uuid NOT NULL,
            municipality text NOT NULL,
            component text NOT NULL,
            kind text NOT NULL,
            reason text NOT NULL,
            policy_sha256 text NOT NULL REFERENCES policy_text,
            valid_until date NOT NULL,
            valid_until_before date NOT NULL,
            committed_by_cents bigint NOT NULL,
            etmalen_by integer NOT NULL,
            schedule jsonb NOT NULL,
            followed_by uuid REFERENCES entitlement,
            overrides text[] NOT NULL,
            noted text[] NOT NULL,
            words bytea,
            changed_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX change_by_entitlement ON entitlement_change (entitlement_id, id)")
    op.execute("CREATE INDEX change_by_municipality ON entitlement_change (municipality, kind, changed_at)")
    op.execute("CREATE INDEX change_by_client ON entitlement_change (client, component)")
    op.execute("""
        CREATE TABLE review_task (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            entitlement_id uuid NOT NULL REFERENCES entitlement,
            request_id uuid NOT NULL REFERENCES request,
            client uuid NOT NULL,
            region text NOT NULL,
            municipality text NOT NULL,
            after_days integer NOT NULL,
            due_on date NOT NULL,
            outcome text,
            finding bytea,
            done_at timestamptz,
            CONSTRAINT review_once_per_day_of_the_policy UNIQUE (entitlement_id, after_days),
            CONSTRAINT review_done_whole CHECK (num_nonnulls(outcome, finding, done_at) IN (0, 3))
        )
    """)
    op.execute("CREATE INDEX review_by_municipality ON review_task (municipality, due_on, id)")
    op.execute("""
        CREATE TABLE follow_on (
            entitlement_id uuid PRIMARY KEY REFERENCES entitlement,
            kind text NOT NULL,
            ground text,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT prolonged_has_a_ground CHECK ((kind = 'prolonged') = (ground IS NOT NULL))
        )
    """)
    op.execute("""
        CREATE TABLE age_reached (
            client uuid NOT NULL,
            months integer NOT NULL,
            heard_on date NOT NULL,
            PRIMARY KEY (client, months)
        )
    """)
    op.execute("""
        CREATE TABLE perspective_plan (
            client uuid PRIMARY KEY,
            version integer NOT NULL,
            owner_organisation uuid,
            owner_role text,
            made_on date NOT NULL,
            kept_at timestamptz NOT NULL,
            CONSTRAINT plan_has_one_owner CHECK (num_nonnulls(owner_organisation, owner_role) = 1)
        )
    """)
    op.execute("""
        CREATE TABLE known_contract (
            id uuid PRIMARY KEY,
            provider uuid NOT NULL,
            care_form text NOT NULL,
            regions text[] NOT NULL,
            municipalities text[] NOT NULL,
            valid_from date NOT NULL,
            valid_until date
        )
    """)
    op.execute("CREATE INDEX known_contract_by_provider ON known_contract (provider)")
    op.execute("ALTER TABLE care_grant ADD is_phased_out boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE care_grant ALTER is_phased_out DROP DEFAULT")
    op.execute("CREATE INDEX entitlement_by_client ON entitlement (client)")
    op.execute("CREATE INDEX entitlement_by_municipality ON entitlement (municipality, id)")
    op.execute("CREATE INDEX request_by_client ON request (client)")
    op.execute("CREATE INDEX decision_by_client ON decision (client)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
