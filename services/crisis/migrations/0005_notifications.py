"""Alarms that are sent: notifications with every try, one-time tokens, and until when an alarm is in hand."""

from alembic import op

revision = "crisis_0005"
down_revision = "crisis_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE alarm
            ADD COLUMN round integer NOT NULL DEFAULT 1,
            ADD COLUMN climbs boolean NOT NULL DEFAULT false,
            ADD COLUMN held_until timestamptz,
            ADD COLUMN on_the_way_at timestamptz,
            ADD COLUMN by_real_channels boolean NOT NULL DEFAULT true
    """)
    op.execute("""
        UPDATE alarm SET
            climbs = status = 'raised',
            by_real_channels = NOT is_drill,
            round = coalesce((SELECT max(round) FROM alarm_attempt WHERE alarm_attempt.alarm = alarm.id), 1),
            held_until = (SELECT due_at FROM deadline
                WHERE ref = alarm.id AND kind = 'still-in-hand' AND fired_at IS NULL)
    """)
    op.execute("""
        ALTER TABLE alarm ALTER COLUMN round DROP DEFAULT, ALTER COLUMN climbs DROP DEFAULT,
            ALTER COLUMN by_real_channels DROP DEFAULT
    """)
    op.execute("""
        ALTER TABLE alarm_attempt
            ADD COLUMN kind text NOT NULL DEFAULT 'call',
            ADD COLUMN token bytea,
            ADD COLUMN token_hash bytea,
            ADD COLUMN answer text,
            ADD COLUMN answered_at timestamptz,
            ADD COLUMN unreachable_at timestamptz
    """)
    op.execute("ALTER TABLE alarm_attempt ALTER COLUMN kind DROP DEFAULT")
    op.execute("CREATE UNIQUE INDEX alarm_attempt_by_token ON alarm_attempt (token_hash)")
    op.execute("""
        CREATE TABLE notification (
            id uuid PRIMARY KEY,
            alarm uuid NOT NULL REFERENCES alarm (id),
            attempt uuid NOT NULL REFERENCES alarm_attempt (id),
            channel text NOT NULL,
            recipient text NOT NULL,
            status text NOT NULL,
            tries integer NOT NULL,
            next_try_at timestamptz NOT NULL,
            lease uuid,
            wanted_until timestamptz,
            at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX notification_once ON notification (attempt, channel, recipient)")
    op.execute("CREATE INDEX notification_by_alarm ON notification (alarm)")
    op.execute("CREATE INDEX notification_waiting ON notification (next_try_at) WHERE status = 'waiting'")
    op.execute("""
        CREATE TABLE notification_try (
            id uuid PRIMARY KEY,
            notification uuid NOT NULL REFERENCES notification (id),
            at timestamptz NOT NULL,
            outcome text,
            ended_at timestamptz
        )
    """)
    op.execute("CREATE INDEX notification_try_by_notification ON notification_try (notification)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
