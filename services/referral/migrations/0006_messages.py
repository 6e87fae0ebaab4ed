"""The inbox of every organisation, with webhooks; what stood in the referrers' inboxes goes along."""

from alembic import op

revision = "referral_0006"
down_revision = "referral_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE message (
            id uuid PRIMARY KEY,
            position bigint GENERATED ALWAYS AS IDENTITY,
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
    op.execute("CREATE INDEX message_to_number ON message (recipient, position) WHERE number IS NULL")
    op.execute("""
        INSERT INTO message (
            id, recipient, kind, referral, told_at, happens_on, component, provider, reasons,
            acted_role, acted_organisation
        )
        SELECT id, organisation, kind, referral, recorded_at, happens_on, component, provider, reasons,
            'service', '00000000-0000-7000-8000-000000000001'
        FROM milestone
        WHERE kind IN ('received', 'accepted', 'not-accepted', 'started', 'ended', 'withdrawn', 'closed')
        ORDER BY id
    """)
    op.execute("""
        CREATE TABLE message_read_up_to (
            organisation uuid PRIMARY KEY,
            number integer NOT NULL,
            read_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE webhook (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            organisation uuid NOT NULL,
            region text NOT NULL,
            url text NOT NULL,
            kinds text[],
            secret bytea NOT NULL,
            earlier_secret bytea,
            earlier_until timestamptz,
            status text NOT NULL,
            since timestamptz NOT NULL,
            up_to integer NOT NULL,
            delivered_at timestamptz,
            attempts integer NOT NULL,
            failure text,
            next_try_at timestamptz NOT NULL,
            lease uuid,
            created_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX webhook_by_organisation ON webhook (organisation, id)")
    op.execute("CREATE INDEX webhook_by_next_try ON webhook (next_try_at)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
