"""Products, with lines of their own; help without a decision, early starts, and sending to free help."""

from alembic import op

revision = "access_0007"
down_revision = "access_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE care_grant
            ADD product text,
            ADD quantity integer,
            ADD unit text,
            DROP CONSTRAINT a_stay_has_etmalen,
            ADD CONSTRAINT a_stay_has_etmalen CHECK (
                product IS NOT NULL OR (component = 'stay') = (etmalen IS NOT NULL)
            ),
            ADD CONSTRAINT one_thing_granted CHECK (num_nonnulls(budget, intensity, product) <= 1)
    """)
    op.execute("""
        ALTER TABLE delivery
            ADD product text,
            ADD pieces integer,
            DROP CONSTRAINT hours_or_stay,
            ADD CONSTRAINT hours_or_stay CHECK (
                num_nonnulls(function_group, intensity, product) = 1
                AND num_nonnulls(minutes, etmalen, pieces) = 1
                AND (stay_id IS NULL) = (etmalen IS NULL)
                AND (function_group IS NULL OR minutes IS NOT NULL)
                AND (intensity IS NULL OR etmalen IS NOT NULL)
                AND (pieces IS NULL OR product IS NOT NULL)
            ),
            ADD CONSTRAINT whole_pieces CHECK (pieces >= 1)
    """)
    # A read model: what was learned before says nothing of it until it is told or rebuilt anew.
    op.execute("ALTER TABLE known_contract ADD level text")
    op.execute("""
        CREATE TABLE contact (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            keeper uuid NOT NULL,
            region text NOT NULL,
            municipality text NOT NULL,
            route text NOT NULL,
            provision text,
            client uuid,
            started_on date,
            stopped_on date,
            request_id uuid REFERENCES request,
            placement uuid,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT contact_stops_after_start CHECK (started_on <= stopped_on),
            CONSTRAINT free_help_has_a_name CHECK (
                (route = 'freely-accessible') = (provision IS NOT NULL)
            )
        )
    """)
    op.execute("CREATE INDEX contact_by_keeper ON contact (keeper, id)")
    op.execute("CREATE INDEX contact_by_municipality ON contact (municipality)")
    op.execute("CREATE INDEX contact_by_region ON contact (region)")
    op.execute("CREATE UNIQUE INDEX contact_by_placement ON contact (placement)")
    op.execute("CREATE INDEX contact_by_request ON contact (request_id)")
    op.execute("""
        CREATE TABLE contact_change (
            contact_id uuid NOT NULL REFERENCES contact,
            first_day date NOT NULL,
            minutes_per_week integer NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (contact_id, first_day),
            CONSTRAINT minutes_of_a_week CHECK (minutes_per_week BETWEEN 0 AND 10080)
        )
    """)
    op.execute("""
        CREATE TABLE early_start (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            provider uuid NOT NULL,
            region text NOT NULL,
            municipality text NOT NULL,
            route text NOT NULL,
            client uuid,
            started_at timestamptz NOT NULL,
            register_by timestamptz NOT NULL,
            recorded_at timestamptz NOT NULL,
            reminded_at timestamptz,
            contact_id uuid REFERENCES contact,
            registered_at timestamptz,
            CONSTRAINT registered_by_a_contact CHECK ((contact_id IS NULL) = (registered_at IS NULL))
        )
    """)
    op.execute("CREATE INDEX early_start_by_provider ON early_start (provider, id)")
    op.execute("CREATE UNIQUE INDEX early_start_registers_once ON early_start (contact_id)")
    op.execute("""
        CREATE TABLE free_help (
            request_id uuid PRIMARY KEY REFERENCES request,
            contact_id uuid NOT NULL REFERENCES contact,
            provision text NOT NULL,
            wish text NOT NULL,
            heard_on date,
            words bytea,
            sent_at timestamptz NOT NULL,
            CONSTRAINT heard_before_against_the_wish CHECK (wish = 'agrees' OR heard_on IS NOT NULL)
        )
    """)
    op.execute("""
        ALTER TABLE signal
            ADD early_start_id uuid,
            DROP CONSTRAINT signal_about_one,
            ADD CONSTRAINT signal_about_one CHECK (num_nonnulls(grant_id, frame_line, early_start_id) = 1)
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
