"""The log: entries that may only be added, the chain over them, and its signed heads."""

from alembic import op

revision = "audit_0001"
down_revision = None
branch_labels = ("audit",)
depends_on = ("kit_0002",)


def upgrade() -> None:
    op.execute("""
        CREATE TABLE entry (
            id uuid PRIMARY KEY,
            position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
            at timestamptz NOT NULL,
            room text NOT NULL,
            operation text NOT NULL,
            action text NOT NULL,
            data_subject text,
            thing text,
            purpose text NOT NULL,
            subject text NOT NULL,
            organisation uuid NOT NULL,
            role text NOT NULL,
            "authorisation" text NOT NULL,
            source text,
            emergency uuid,
            may_betray boolean NOT NULL,
            correlation_id uuid NOT NULL
        )
    """)
    op.execute("CREATE INDEX entry_by_data_subject ON entry (data_subject, position)")
    op.execute("CREATE INDEX entry_by_organisation ON entry (organisation, position)")
    # What was added stays: the app may neither change nor remove it, and the rooms cannot even read it.
    op.execute("""
        DO $$ DECLARE app text := replace(current_user, '_owner', '_app'); BEGIN
            IF app <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = app) THEN
                EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON entry FROM %I', app);
            END IF;
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'log_writer') THEN
                GRANT USAGE ON SCHEMA public TO log_writer;
                GRANT INSERT ON entry TO log_writer;
            END IF;
        END $$
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
