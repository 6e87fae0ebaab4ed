"""Swaps of shifts, absences, and the secret addresses of calendar feeds."""

from alembic import op

revision = "crisis_0007"
down_revision = "crisis_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE swap (
            id uuid PRIMARY KEY,
            duty_line uuid NOT NULL REFERENCES duty_line (id),
            given uuid NOT NULL REFERENCES shift (id),
            given_version integer NOT NULL,
            back uuid REFERENCES shift (id),
            back_version integer,
            to_worker uuid REFERENCES on_call_worker (id),
            why text,
            offered_by text NOT NULL,
            organisation uuid NOT NULL,
            offered_at timestamptz NOT NULL,
            lapses_at timestamptz NOT NULL,
            status text NOT NULL,
            taken_by uuid REFERENCES on_call_worker (id),
            ended_at timestamptz,
            version integer NOT NULL
        )
    """)
    op.execute("CREATE INDEX swap_by_line ON swap (duty_line, status, id)")
    # Who offers one shift twice has two takers at once.
    op.execute("CREATE UNIQUE INDEX swap_one_open_per_shift ON swap (given) WHERE status = 'open'")
    op.execute("""
        CREATE TABLE absence (
            id uuid PRIMARY KEY,
            worker uuid NOT NULL REFERENCES on_call_worker (id),
            starts_at timestamptz NOT NULL,
            ends_at timestamptz NOT NULL,
            stand_in uuid REFERENCES on_call_worker (id),
            why text,
            made_by text NOT NULL,
            organisation uuid NOT NULL,
            made_at timestamptz NOT NULL,
            withdrawn_at timestamptz,
            version integer NOT NULL,
            CONSTRAINT absence_ends_after_its_start CHECK (starts_at < ends_at)
        )
    """)
    op.execute("CREATE INDEX absence_by_worker ON absence (worker, id)")
    op.execute("""
        CREATE TABLE calendar_feed (
            id uuid PRIMARY KEY,
            worker uuid REFERENCES on_call_worker (id),
            duty_line uuid REFERENCES duty_line (id),
            language text NOT NULL,
            secret_hash bytea NOT NULL,
            made_by text NOT NULL,
            organisation uuid NOT NULL,
            made_at timestamptz NOT NULL,
            read_at timestamptz,
            times_read integer NOT NULL,
            revoked_at timestamptz,
            version integer NOT NULL,
            CONSTRAINT calendar_feed_of_one_thing CHECK ((worker IS NULL) <> (duty_line IS NULL))
        )
    """)
    op.execute("CREATE UNIQUE INDEX calendar_feed_by_secret ON calendar_feed (secret_hash)")
    op.execute("CREATE INDEX calendar_feed_by_organisation ON calendar_feed (organisation, id)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
