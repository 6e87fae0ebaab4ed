"""Rosters: what kind of line it is and whom it serves; plans, overrides, and gaps that are known of."""

from alembic import op

revision = "crisis_0004"
down_revision = "crisis_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE duty_line
            ADD COLUMN kind text NOT NULL DEFAULT 'crisis-team',
            ADD COLUMN age_from smallint,
            ADD COLUMN age_to smallint,
            ADD COLUMN needs text[] NOT NULL DEFAULT '{}',
            ADD COLUMN planned_until timestamptz
    """)
    op.execute("ALTER TABLE duty_line ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN needs DROP DEFAULT")
    op.execute("ALTER TABLE alarm ADD COLUMN need text")
    op.execute("ALTER TABLE on_call_worker ALTER COLUMN telephone DROP NOT NULL, ADD COLUMN push text")
    op.execute("CREATE INDEX on_call_worker_by_organisation ON on_call_worker (organisation, id)")
    op.execute("""
        CREATE TABLE roster_plan (
            id uuid PRIMARY KEY,
            duty_line uuid NOT NULL REFERENCES duty_line (id),
            since timestamptz NOT NULL,
            body jsonb NOT NULL,
            why text,
            made_by text NOT NULL,
            organisation uuid NOT NULL,
            made_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX roster_plan_by_line ON roster_plan (duty_line, since)")
    op.execute("""
        CREATE TABLE roster_override (
            id uuid PRIMARY KEY,
            number bigint GENERATED ALWAYS AS IDENTITY,
            duty_line uuid NOT NULL REFERENCES duty_line (id),
            kind text NOT NULL,
            cause text NOT NULL,
            caused_by uuid,
            starts_at timestamptz NOT NULL,
            ends_at timestamptz NOT NULL,
            worker uuid REFERENCES on_call_worker (id),
            replaces uuid REFERENCES on_call_worker (id),
            rank smallint,
            why text,
            made_by text NOT NULL,
            organisation uuid NOT NULL,
            made_at timestamptz NOT NULL,
            withdrawn_at timestamptz,
            version integer NOT NULL,
            CONSTRAINT roster_override_ends_after_its_start CHECK (starts_at < ends_at)
        )
    """)
    op.execute("CREATE INDEX roster_override_by_line ON roster_override (duty_line, ends_at)")
    op.execute("CREATE INDEX roster_override_by_cause ON roster_override (caused_by)")
    op.execute("ALTER TABLE shift ADD COLUMN seat smallint NOT NULL DEFAULT 1, ADD COLUMN source text")
    # A shift that somebody planned by hand is from now on an override that adds a worker to the plan.
    op.execute("UPDATE shift SET source = 'override:' || id")
    op.execute("ALTER TABLE shift ALTER COLUMN seat DROP DEFAULT, ALTER COLUMN source SET NOT NULL")
    op.execute("""
        INSERT INTO roster_override (id, duty_line, kind, cause, starts_at, ends_at, worker, rank, made_by,
            organisation, made_at, version)
        SELECT shift.id, duty_line, 'add', 'planner', starts_at, ends_at, worker, rank, 'migration',
            on_call_worker.organisation, now(), 1
        FROM shift JOIN on_call_worker ON on_call_worker.id = worker
        WHERE status = 'planned' AND ends_at > now() ORDER BY starts_at, shift.id
    """)
    op.execute("ALTER TABLE shift DROP CONSTRAINT shift_one_per_rank_and_instant")
    op.execute("""
        ALTER TABLE shift ADD CONSTRAINT shift_one_per_seat_and_instant EXCLUDE USING gist (
            duty_line WITH =, rank WITH =, seat WITH =, tstzrange(starts_at, ends_at) WITH &&
        ) WHERE (status = 'planned')
    """)
    op.execute("CREATE INDEX shift_by_worker ON shift (worker, starts_at)")
    op.execute("""
        CREATE TABLE coverage_gap (
            id uuid PRIMARY KEY,
            duty_line uuid NOT NULL REFERENCES duty_line (id),
            rank smallint NOT NULL,
            starts_at timestamptz NOT NULL,
            ends_at timestamptz NOT NULL,
            needed smallint NOT NULL,
            there smallint NOT NULL,
            why text,
            found_at timestamptz NOT NULL,
            closed_at timestamptz,
            version integer NOT NULL
        )
    """)
    op.execute(
        "CREATE INDEX coverage_gap_by_line ON coverage_gap (duty_line, starts_at) WHERE closed_at IS NULL"
    )


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
