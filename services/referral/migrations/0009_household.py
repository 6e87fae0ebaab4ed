"""Households with members, a director and a plan each; one intake per referral.

Every household that is there gets what a submission makes from now on.
"""

from alembic import op

revision = "referral_0009"
down_revision = "referral_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _households()
    _plans()
    _intakes()


def _households() -> None:
    op.execute("""
        CREATE TABLE household_member (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            client uuid NOT NULL REFERENCES client (id),
            household uuid NOT NULL REFERENCES household (id),
            is_main boolean NOT NULL,
            first_day date NOT NULL,
            last_day date,
            recorded_at timestamptz NOT NULL,
            ended_at timestamptz
        )
    """)
    op.execute("""
        INSERT INTO household_member (id, version, client, household, is_main, first_day, recorded_at)
        SELECT gen_random_uuid(), 1, id, household, true,
            (created_at AT TIME ZONE 'Europe/Amsterdam')::date, created_at
        FROM client
    """)
    op.execute("""
        CREATE UNIQUE INDEX household_member_now ON household_member (household, client)
        WHERE ended_at IS NULL
    """)
    op.execute("CREATE INDEX household_member_by_client ON household_member (client, id)")
    op.execute("""
        CREATE UNIQUE INDEX household_member_one_main ON household_member (client)
        WHERE is_main AND ended_at IS NULL
    """)
    op.execute("""
        CREATE TABLE household_director (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            household uuid NOT NULL REFERENCES household (id),
            organisation uuid,
            municipality text,
            subject text,
            beside text,
            handed_over_because text,
            set_by uuid,
            since timestamptz NOT NULL,
            ended_at timestamptz,
            CONSTRAINT household_director_is_somebody CHECK (num_nonnulls(organisation, municipality) = 1)
        )
    """)
    op.execute("""
        INSERT INTO household_director (id, version, household, municipality, since)
        SELECT gen_random_uuid(), 1, household.id, last.municipality, household.created_at
        FROM household
        CROSS JOIN LATERAL (
            SELECT municipality FROM referral WHERE referral.household = household.id ORDER BY id DESC LIMIT 1
        ) AS last
    """)
    op.execute("""
        CREATE UNIQUE INDEX household_director_one_accountable ON household_director (household)
        WHERE ended_at IS NULL AND beside IS NULL
    """)
    op.execute("CREATE INDEX household_director_by_household ON household_director (household, id)")
    op.execute("ALTER TABLE household ADD COLUMN version integer, ADD COLUMN director uuid")
    op.execute("""
        UPDATE household SET version = 1, director = household_director.id FROM household_director
        WHERE household_director.household = household.id
    """)
    op.execute("ALTER TABLE household ALTER COLUMN version SET NOT NULL, ALTER COLUMN director SET NOT NULL")
    # A household and its director need each other: whichever is stored first, it holds at the commit.
    op.execute("""
        ALTER TABLE household ADD CONSTRAINT household_has_its_director
        FOREIGN KEY (director) REFERENCES household_director (id) DEFERRABLE INITIALLY DEFERRED
    """)


def _plans() -> None:
    op.execute("""
        CREATE TABLE household_plan (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            household uuid NOT NULL REFERENCES household (id),
            status text NOT NULL,
            since timestamptz NOT NULL,
            closed_at timestamptz
        )
    """)
    op.execute("""
        INSERT INTO household_plan (id, version, household, status, since)
        SELECT gen_random_uuid(), 1, id, 'active', created_at FROM household
    """)
    op.execute("""
        CREATE UNIQUE INDEX household_plan_one_active ON household_plan (household) WHERE status = 'active'
    """)
    op.execute("CREATE INDEX household_plan_by_household ON household_plan (household, id)")
    op.execute("""
        CREATE TABLE plan_goal (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            plan uuid NOT NULL REFERENCES household_plan (id),
            client uuid REFERENCES client (id),
            domain text NOT NULL,
            status text NOT NULL,
            words bytea NOT NULL,
            set_by uuid NOT NULL,
            set_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX plan_goal_by_plan ON plan_goal (plan, id)")
    op.execute("""
        CREATE TABLE plan_goal_step (
            id uuid PRIMARY KEY,
            goal uuid NOT NULL REFERENCES plan_goal (id),
            status text NOT NULL,
            at timestamptz NOT NULL,
            organisation uuid NOT NULL
        )
    """)
    op.execute("CREATE INDEX plan_goal_step_by_goal ON plan_goal_step (goal, id)")
    op.execute("""
        CREATE TABLE goal_citation (
            id uuid PRIMARY KEY,
            goal uuid NOT NULL REFERENCES plan_goal (id),
            grant_id uuid NOT NULL REFERENCES granted (id),
            referral uuid NOT NULL REFERENCES referral (id),
            organisation uuid NOT NULL,
            cited_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX goal_citation_once ON goal_citation (goal, grant_id)")
    op.execute("CREATE INDEX goal_citation_by_referral ON goal_citation (referral, id)")


def _intakes() -> None:
    op.execute("""
        CREATE TABLE intake (
            id uuid PRIMARY KEY,
            referral uuid NOT NULL REFERENCES referral (id),
            client uuid NOT NULL REFERENCES client (id),
            addition_to uuid REFERENCES intake (id),
            domains text[] NOT NULL,
            words bytea NOT NULL,
            made_as text NOT NULL,
            organisation uuid NOT NULL,
            made_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX intake_one_per_referral ON intake (referral) WHERE addition_to IS NULL")
    op.execute("CREATE INDEX intake_by_referral ON intake (referral, id)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
