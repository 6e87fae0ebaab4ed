"""Components of a decision, each a grant; etmalen beside cents; words, refusals, signals."""

from alembic import op

revision = "access_0002"
down_revision = "access_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A trusted extension: the owner of the database may create it. Without it GiST knows no equality.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("ALTER TABLE decision ADD choices jsonb, ADD overrides text[] NOT NULL DEFAULT '{}'")
    op.execute("UPDATE decision SET choices = jsonb_build_array(choice)")
    op.execute("""
        ALTER TABLE decision
            DROP choice,
            ALTER choices SET NOT NULL,
            ALTER overrides DROP DEFAULT,
            ADD on_record jsonb,
            ADD words bytea,
            ADD awarded_provider uuid,
            ADD start_on date
    """)
    op.execute("CREATE INDEX decision_with_overrides ON decision (municipality, id) WHERE overrides <> '{}'")
    op.execute("""
        ALTER TABLE care_grant
            ADD intensity text,
            ADD etmalen integer,
            ADD provider uuid,
            ADD authorised_until date,
            ADD due_etmalen integer NOT NULL DEFAULT 0,
            DROP CONSTRAINT grant_once_per_component,
            ADD CONSTRAINT grant_once_per_component
                UNIQUE NULLS NOT DISTINCT (decision_id, component, intensity),
            ADD CONSTRAINT period_of_a_grant CHECK (valid_from <= valid_until),
            ADD CONSTRAINT due_within_etmalen CHECK (due_etmalen <= etmalen),
            ADD CONSTRAINT a_stay_has_etmalen CHECK ((component = 'stay') = (etmalen IS NOT NULL))
    """)
    op.execute("ALTER TABLE care_grant ALTER due_etmalen DROP DEFAULT")
    op.execute("ALTER TABLE ledger_entry ADD etmalen integer NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE ledger_entry ALTER etmalen DROP DEFAULT")
    op.execute("""
        CREATE TABLE stay (
            id uuid PRIMARY KEY,
            request_id uuid NOT NULL REFERENCES request,
            entitlement_id uuid NOT NULL REFERENCES entitlement,
            arrived_on date NOT NULL,
            left_on date NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT left_after_arrival CHECK (arrived_on <= left_on),
            CONSTRAINT stay_no_night_twice EXCLUDE USING gist (
                request_id WITH =, daterange(arrived_on, greatest(left_on, arrived_on + 1)) WITH &&
            )
        )
    """)
    op.execute("ALTER TABLE delivery RENAME tariff_cents_per_hour TO tariff_cents")
    op.execute("""
        ALTER TABLE delivery
            ALTER function_group DROP NOT NULL,
            ALTER minutes DROP NOT NULL,
            ADD stay_id uuid REFERENCES stay,
            ADD intensity text,
            ADD etmalen integer,
            ADD CONSTRAINT whole_etmalen CHECK (etmalen >= 1),
            ADD CONSTRAINT hours_or_stay CHECK (
                num_nonnulls(function_group, minutes) IN (0, 2)
                AND num_nonnulls(stay_id, intensity, etmalen) IN (0, 3)
                AND (minutes IS NULL) <> (etmalen IS NULL)
            )
    """)
    op.execute("CREATE INDEX delivery_by_stay ON delivery (stay_id)")
    op.execute("""
        CREATE TABLE refusal (
            request_id uuid PRIMARY KEY REFERENCES request,
            ground text NOT NULL,
            words bytea,
            refused_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE signal (
            id uuid PRIMARY KEY,
            organisation uuid,
            municipality text,
            kind text NOT NULL,
            request_id uuid NOT NULL REFERENCES request,
            grant_id uuid NOT NULL REFERENCES care_grant,
            about_day date NOT NULL,
            made_at timestamptz NOT NULL,
            CONSTRAINT signal_to_one CHECK (num_nonnulls(organisation, municipality) = 1)
        )
    """)
    op.execute("CREATE INDEX signal_by_organisation ON signal (organisation, id)")
    op.execute("CREATE INDEX signal_by_municipality ON signal (municipality, id)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
