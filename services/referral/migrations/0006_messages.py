"""The inbox of every organisation; what stood in the referrers' inboxes goes along."""

from alembic import op

revision = "referral_0006"
down_revision = "referral_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE message (
            id uuid PRIMARY KEY,
            recipient uuid NOT NULL,
            number integer,
            kind text NOT NULL,
            referral uuid,
            about uuid,
            told_at timestamptz NOT NULL,
            happens_on date,
            component text,
            provider uuid,
            reasons text[] NOT NULL,
            acted_role text NOT NULL,
            acted_organisation uuid NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX message_by_inbox ON message (recipient, number)")
    op.execute("CREATE INDEX message_to_number ON message (recipient, id) WHERE number IS NULL")
    op.execute("""
        INSERT INTO message (
            id, recipient, kind, referral, told_at, happens_on, component, provider, reasons,
            acted_role, acted_organisation
        )
        SELECT id, organisation, kind, referral, recorded_at, happens_on, component, provider, reasons,
            'service', '00000000-0000-7000-8000-000000000001'
        FROM milestone
        WHERE kind IN ('received', 'accepted', 'not-accepted', 'started', 'ended', 'withdrawn', 'closed')
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
