"""Triage, how an alarm ended, exit plans and crisis beds."""

from alembic import op

revision = "crisis_0006"
down_revision = "crisis_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE alarm_triage (
            id uuid PRIMARY KEY,
            alarm uuid NOT NULL REFERENCES alarm (id),
            answers jsonb NOT NULL,
            advice text NOT NULL,
            answered_by uuid NOT NULL,
            answered_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX alarm_triage_by_alarm ON alarm_triage (alarm, answered_at)")
    op.execute("""
        CREATE TABLE alarm_no_crisis (
            alarm uuid PRIMARY KEY REFERENCES alarm (id),
            decided_by_worker uuid,
            decided_by_name text,
            reason text NOT NULL,
            accepted_by_organisation text NOT NULL,
            accepted_by_name text NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE exit_plan (
            alarm uuid PRIMARY KEY REFERENCES alarm (id),
            since date NOT NULL,
            planned_end date,
            due_on date NOT NULL,
            owner text NOT NULL,
            made_at timestamptz,
            made_by uuid
        )
    """)
    op.execute("""
        CREATE TABLE crisis_bed (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            alarm uuid NOT NULL REFERENCES alarm (id),
            region text NOT NULL,
            is_drill boolean NOT NULL,
            lease uuid NOT NULL,
            hold text NOT NULL,
            hold_version integer NOT NULL,
            enrolment uuid,
            provider uuid NOT NULL,
            name text,
            since timestamptz NOT NULL,
            taken_by uuid NOT NULL,
            taken_at timestamptz NOT NULL,
            until timestamptz,
            ended_at timestamptz,
            CONSTRAINT crisis_bed_ends_after_its_start CHECK (since <= until)
        )
    """)
    # Nobody sleeps in two beds.
    op.execute("CREATE UNIQUE INDEX crisis_bed_one_at_a_time ON crisis_bed (alarm) WHERE until IS NULL")
    op.execute("CREATE INDEX crisis_bed_by_alarm ON crisis_bed (alarm, since)")
    op.execute("CREATE INDEX crisis_bed_by_region ON crisis_bed (region, since)")
    op.execute("CREATE UNIQUE INDEX crisis_bed_by_lease ON crisis_bed (lease)")
    op.execute("CREATE INDEX alarm_by_moment ON alarm (region, raised_at)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
