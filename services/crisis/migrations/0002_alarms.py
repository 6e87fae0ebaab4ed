"""Alarms with whom they called on and what happened, and call-backs."""

from alembic import op

revision = "crisis_0002"
down_revision = "crisis_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE alarm (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            region text NOT NULL,
            municipality text NOT NULL,
            raised_by uuid NOT NULL,
            asked_by uuid NOT NULL,
            asked_by_kind text NOT NULL,
            is_drill boolean NOT NULL,
            danger boolean NOT NULL,
            residence text NOT NULL,
            residence_code text,
            age smallint,
            previous uuid REFERENCES alarm (id),
            note bytea,
            raised_at timestamptz NOT NULL,
            holder uuid,
            intervention uuid,
            acknowledged_at timestamptz,
            outcome text,
            follow_up text[] NOT NULL,
            closed_at timestamptz
        )
    """)
    op.execute("CREATE INDEX alarm_by_region ON alarm (region, id)")
    op.execute("CREATE INDEX alarm_by_asking_organisation ON alarm (asked_by, id)")
    op.execute("CREATE INDEX alarm_by_raising_organisation ON alarm (raised_by, id)")
    op.execute("""
        CREATE TABLE alarm_attempt (
            id uuid PRIMARY KEY,
            alarm uuid NOT NULL REFERENCES alarm (id),
            worker uuid,
            organisation uuid,
            rank smallint,
            line uuid,
            round integer NOT NULL,
            channel text NOT NULL,
            is_drill boolean NOT NULL,
            at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX alarm_attempt_by_alarm ON alarm_attempt (alarm, at)")
    op.execute("CREATE INDEX alarm_attempt_by_organisation ON alarm_attempt (organisation, alarm)")
    op.execute("""
        CREATE TABLE alarm_step (
            id uuid PRIMARY KEY,
            alarm uuid NOT NULL REFERENCES alarm (id),
            kind text NOT NULL,
            happened_at timestamptz NOT NULL,
            recorded_at timestamptz NOT NULL,
            recorded_by uuid NOT NULL
        )
    """)
    # Two who acknowledge at once: one of them did.
    op.execute("CREATE UNIQUE INDEX alarm_step_once ON alarm_step (alarm, kind)")
    op.execute("""
        CREATE TABLE call_back (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            region text NOT NULL,
            municipality text NOT NULL,
            left_by uuid NOT NULL,
            left_by_role text NOT NULL,
            owner text NOT NULL,
            danger boolean NOT NULL,
            number bytea,
            left_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            done_at timestamptz
        )
    """)
    op.execute("CREATE INDEX call_back_waiting ON call_back (region, status, due_at, id)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
