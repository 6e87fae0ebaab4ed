"""What providers offer, under which contracts, where, at which intensity, and how soon."""

from alembic import op

revision = "provider_registry_0002"
down_revision = "provider_registry_0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE location (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        organisation uuid NOT NULL REFERENCES organisation,
        name text NOT NULL,
        municipality text NOT NULL,
        address text,
        latitude double precision NOT NULL,
        longitude double precision NOT NULL,
        secret boolean NOT NULL,
        closed_on date,
        CONSTRAINT on_this_earth CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)
    )
    """,
    "CREATE INDEX location_by_organisation ON location (organisation, id)",
    """
    CREATE TABLE contract (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        status text NOT NULL,
        provider uuid NOT NULL REFERENCES organisation,
        region text NOT NULL,
        form text NOT NULL,
        level text NOT NULL,
        regions text[] NOT NULL,
        municipalities text[] NOT NULL,
        valid_from date NOT NULL,
        valid_until date,
        suspended_on date,
        ground text,
        CONSTRAINT contract_period CHECK (valid_from <= valid_until),
        CONSTRAINT contract_once EXCLUDE USING gist (
            provider WITH =, region WITH =, form WITH =, level WITH =,
            (CASE WHEN level = 'local' THEN municipalities[1] ELSE '' END) WITH =,
            daterange(valid_from, valid_until, '[]') WITH &&
        )
    )
    """,
    "CREATE INDEX contract_by_provider ON contract (provider, id)",
    "CREATE INDEX contract_by_region ON contract USING gin (regions)",
    """
    CREATE TABLE individual_contract (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        provider uuid NOT NULL REFERENCES organisation,
        region text NOT NULL,
        municipality text NOT NULL,
        client uuid NOT NULL,
        form text NOT NULL,
        valid_from date NOT NULL,
        valid_until date NOT NULL,
        price_cents bigint NOT NULL CHECK (price_cents >= 0),
        ground text NOT NULL,
        CONSTRAINT individual_contract_period CHECK (valid_from <= valid_until)
    )
    """,
    "CREATE INDEX individual_contract_by_region ON individual_contract (region, id)",
    """
    CREATE TABLE admission_round (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        status text NOT NULL,
        region text NOT NULL,
        form text NOT NULL,
        number integer NOT NULL,
        criteria jsonb NOT NULL,
        ground text,
        ground_told text,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        CONSTRAINT round_once UNIQUE (region, form, number)
    )
    """,
    "CREATE UNIQUE INDEX round_open_once ON admission_round (region, form) WHERE status = 'open'",
    """
    CREATE TABLE application (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        status text NOT NULL,
        round uuid NOT NULL REFERENCES admission_round,
        provider uuid NOT NULL REFERENCES organisation,
        applied_at timestamptz NOT NULL,
        results jsonb,
        assessed_at timestamptz,
        CONSTRAINT application_once UNIQUE (round, provider)
    )
    """,
    """
    CREATE TABLE partnership (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        region text NOT NULL,
        name text NOT NULL,
        lead uuid NOT NULL REFERENCES organisation,
        forms text[] NOT NULL,
        domains text[] NOT NULL,
        valid_from date NOT NULL,
        valid_until date
    )
    """,
    "CREATE INDEX partnership_by_region ON partnership (region, id)",
    """
    CREATE TABLE partnership_member (
        partnership uuid NOT NULL REFERENCES partnership,
        organisation uuid NOT NULL REFERENCES organisation,
        PRIMARY KEY (partnership, organisation)
    )
    """,
    """
    CREATE TABLE shell_link (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        team uuid NOT NULL REFERENCES organisation,
        specialist uuid NOT NULL REFERENCES organisation,
        expertise text NOT NULL,
        hours jsonb NOT NULL,
        contact text NOT NULL,
        valid_from date NOT NULL,
        valid_until date
    )
    """,
    "CREATE INDEX shell_by_team ON shell_link (team, expertise, id)",
    """
    CREATE TABLE offer (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        status text NOT NULL,
        provider uuid NOT NULL REFERENCES organisation,
        care_form text NOT NULL,
        form text NOT NULL,
        name text NOT NULL,
        domains text[] NOT NULL,
        function_groups text[] NOT NULL,
        age_from smallint NOT NULL,
        age_to smallint NOT NULL,
        identity text,
        languages text[] NOT NULL,
        method text,
        programmes text[] NOT NULL,
        professionals jsonb NOT NULL,
        is_free boolean NOT NULL,
        contact text,
        times text,
        municipalities text[] NOT NULL,
        seats integer CHECK (seats > 0),
        pilot_from date,
        pilot_until date,
        replaces text,
        CONSTRAINT offer_ages CHECK (age_from <= age_to),
        CONSTRAINT offer_pilot CHECK (pilot_from <= pilot_until)
    )
    """,
    "CREATE INDEX offer_by_provider ON offer (provider, id)",
    """
    CREATE TABLE enrolment (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        offer uuid NOT NULL REFERENCES offer,
        provider uuid NOT NULL REFERENCES organisation,
        location uuid REFERENCES location,
        region text,
        intensity text,
        valid_from date NOT NULL,
        valid_until date,
        follows uuid REFERENCES enrolment,
        CONSTRAINT enrolment_period CHECK (valid_from <= valid_until),
        CONSTRAINT intensity_of_a_region CHECK ((region IS NULL) = (intensity IS NULL))
    )
    """,
    "CREATE INDEX enrolment_by_provider ON enrolment (provider, id)",
    "CREATE INDEX enrolment_by_offer ON enrolment (offer, id)",
    # Written on every update of a provider: narrow, with room on the page, and no index on what changes.
    """
    CREATE TABLE capacity (
        enrolment uuid PRIMARY KEY REFERENCES enrolment,
        version integer NOT NULL,
        status text NOT NULL,
        free_places smallint,
        most_places smallint,
        wait_from_days smallint,
        wait_to_days smallint,
        as_of timestamptz NOT NULL,
        said_by uuid NOT NULL,
        source text NOT NULL,
        CONSTRAINT wait_range CHECK (wait_from_days <= wait_to_days),
        CONSTRAINT places CHECK (free_places <= most_places)
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE TABLE capacity_said (
        enrolment uuid NOT NULL REFERENCES enrolment,
        as_of timestamptz NOT NULL,
        status text NOT NULL,
        free_places smallint,
        most_places smallint,
        wait_from_days smallint,
        wait_to_days smallint,
        said_by uuid NOT NULL,
        source text NOT NULL,
        recorded_at timestamptz NOT NULL,
        PRIMARY KEY (enrolment, as_of)
    )
    """,
    # The report of an upload, for who sends it again; kept as long as the key of the call.
    """
    CREATE TABLE capacity_upload (
        id uuid PRIMARY KEY,
        provider uuid NOT NULL REFERENCES organisation,
        made_at timestamptz NOT NULL,
        lines jsonb NOT NULL
    )
    """,
    "CREATE INDEX capacity_upload_by_provider ON capacity_upload (provider, made_at)",
    """
    CREATE TABLE reservation (
        placement uuid PRIMARY KEY,
        version integer NOT NULL,
        status text NOT NULL,
        enrolment uuid NOT NULL REFERENCES enrolment,
        reserved_by uuid NOT NULL,
        since timestamptz NOT NULL,
        until timestamptz NOT NULL,
        taken_at timestamptz,
        heard integer NOT NULL
    )
    """,
    """
    CREATE INDEX reservation_in_force ON reservation (enrolment, until)
    WHERE status IN ('held', 'taken')
    """,
    """
    CREATE TABLE sign_up (
        offer uuid NOT NULL REFERENCES offer,
        placement uuid NOT NULL,
        version integer NOT NULL,
        status text NOT NULL,
        signed_up_by uuid NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        PRIMARY KEY (offer, placement)
    )
    """,
    "CREATE INDEX sign_up_in_turn ON sign_up (offer, position) WHERE status <> 'withdrawn'",
    """
    CREATE TABLE signal (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        region text NOT NULL,
        provider uuid NOT NULL REFERENCES organisation,
        about uuid NOT NULL,
        days integer,
        raised_at timestamptz NOT NULL,
        ended_at timestamptz
    )
    """,
    "CREATE UNIQUE INDEX signal_open_once ON signal (kind, region, about) WHERE ended_at IS NULL",
    "CREATE INDEX signal_by_region ON signal (region, id)",
    # The search reads this and nothing else until it has its twenty rows: what a municipality can use,
    # in the order in which it is shown. `turn` holds that order in one number (docs/decisions/0013).
    """
    CREATE TABLE option (
        municipality text NOT NULL,
        enrolment uuid NOT NULL REFERENCES enrolment,
        valid_from date NOT NULL,
        valid_until date NOT NULL,
        turn bigint NOT NULL,
        care_form text NOT NULL,
        form text NOT NULL,
        intensity text,
        age_from smallint NOT NULL,
        age_to smallint NOT NULL,
        domains text[] NOT NULL,
        identity text,
        languages text[] NOT NULL,
        level text NOT NULL,
        wait_days smallint NOT NULL,
        kilometres smallint,
        provider uuid NOT NULL,
        offer uuid NOT NULL,
        location uuid,
        contract uuid,
        PRIMARY KEY (municipality, enrolment, valid_from)
    ) WITH (fillfactor = 80)
    """,
    "CREATE INDEX option_in_order ON option (municipality, turn, enrolment)",
    "CREATE INDEX option_of_care_form ON option (municipality, care_form, turn, enrolment)",
    "CREATE INDEX option_at_intensity ON option (municipality, intensity, turn, enrolment)",
    "CREATE INDEX option_of_provider ON option (provider, municipality, turn)",
    "CREATE INDEX option_of_enrolment ON option (enrolment)",
)


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("ALTER TABLE organisation ADD COLUMN youth_assistants smallint")
    for statement in TABLES:
        op.execute(statement)
    # This room's own knowledge of who is who, which others learn by events.
    op.execute("""
        INSERT INTO known_organisation (id, kind, name, area, regions, active_until)
        SELECT id, kind, name, area, regions, active_until FROM organisation
        ON CONFLICT DO NOTHING
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
