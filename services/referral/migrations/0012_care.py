"""The waiting clock, bridging, and what happens in a period of care."""

from alembic import op

revision = "referral_0012"
down_revision = "referral_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("""
        CREATE TABLE first_contact (
            placement uuid PRIMARY KEY REFERENCES placement_request (id),
            referral uuid NOT NULL REFERENCES referral (id),
            contact_on date NOT NULL,
            recorded_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX first_contact_by_referral ON first_contact (referral)")
    op.execute("""
        CREATE TABLE norm_passed (
            id uuid PRIMARY KEY,
            referral uuid NOT NULL REFERENCES referral (id),
            about uuid NOT NULL,
            stretch text NOT NULL,
            told_at timestamptz NOT NULL,
            CONSTRAINT norm_passed_told_once UNIQUE (about, stretch)
        )
    """)
    op.execute("CREATE INDEX norm_passed_by_referral ON norm_passed (referral)")
    op.execute("""
        CREATE TABLE bridging (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            referral uuid NOT NULL REFERENCES referral (id),
            client uuid NOT NULL REFERENCES client (id),
            region text NOT NULL,
            grant_id uuid NOT NULL REFERENCES granted (id),
            provider uuid NOT NULL,
            requested_by uuid NOT NULL,
            requested_at timestamptz NOT NULL,
            answer_due_at timestamptz NOT NULL,
            starts_on date,
            start_recorded_at timestamptz,
            refusal_reason text,
            ended_on date,
            end_recorded_at timestamptz,
            end_reason text
        )
    """)
    op.execute("CREATE INDEX bridging_by_referral ON bridging (referral)")
    op.execute("CREATE INDEX bridging_by_provider ON bridging (provider, id)")
    op.execute("""
        CREATE UNIQUE INDEX bridging_one_open ON bridging (grant_id)
        WHERE status IN ('requested', 'running')
    """)
    op.execute("""
        CREATE TABLE helped_days (
            source uuid PRIMARY KEY,
            kind text NOT NULL,
            grant_id uuid NOT NULL REFERENCES granted (id),
            first_day date NOT NULL,
            last_day date,
            CONSTRAINT helped_days_kind CHECK (kind IN ('care', 'bridging')),
            CONSTRAINT bridging_never_beside_care EXCLUDE USING gist (
                grant_id WITH =, kind WITH <>, daterange(first_day, last_day, '[]') WITH &&
            ),
            CONSTRAINT bridging_once_a_day EXCLUDE USING gist (
                grant_id WITH =, daterange(first_day, last_day, '[]') WITH &&
            ) WHERE (kind = 'bridging')
        )
    """)
    op.execute("""
        INSERT INTO helped_days (source, kind, grant_id, first_day, last_day)
        SELECT id, 'care', grant_id, started_on, stopped_on FROM care_period
    """)
    op.execute("""
        CREATE TABLE care_interruption (
            id uuid PRIMARY KEY,
            care uuid NOT NULL REFERENCES care_period (id),
            from_on date NOT NULL,
            until_on date,
            reason text NOT NULL,
            recorded_at timestamptz NOT NULL,
            end_recorded_at timestamptz,
            CONSTRAINT interruption_in_order CHECK (until_on IS NULL OR from_on <= until_on),
            CONSTRAINT interruption_no_day_twice EXCLUDE USING gist (
                care WITH =, daterange(from_on, until_on, '[]') WITH &&
            )
        )
    """)
    op.execute("""
        CREATE TABLE care_change (
            id uuid PRIMARY KEY,
            care uuid NOT NULL REFERENCES care_period (id),
            from_on date NOT NULL,
            step text NOT NULL,
            intensity text,
            reason text NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT care_change_once_a_day UNIQUE (care, from_on)
        )
    """)
    op.execute("ALTER TABLE care_period ADD COLUMN interrupted_since date")
    op.execute("ALTER TABLE care_period ADD COLUMN interrupted_until date")
    op.execute("ALTER TABLE care_period ADD COLUMN intensity text")
    op.execute("ALTER TABLE care_period ADD COLUMN recorded_at timestamptz")
    op.execute("UPDATE care_period SET recorded_at = coalesce(stop_recorded_at, start_recorded_at)")
    op.execute("ALTER TABLE care_period ALTER COLUMN recorded_at SET NOT NULL")
    # A list of those who wait is read by a municipality; a safety flag goes before all others (HLM-08).
    op.execute("""
        CREATE INDEX referral_of_municipality_live ON referral (municipality, (NOT safety), id)
        WHERE closed_at IS NULL
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
