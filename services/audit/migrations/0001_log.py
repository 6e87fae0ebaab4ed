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
    # Ids grow with time: newest first is by id.
    op.execute("CREATE INDEX entry_by_data_subject ON entry (data_subject, id)")
    op.execute("CREATE INDEX entry_by_organisation ON entry (organisation, id)")
    op.execute("CREATE INDEX entry_by_moment ON entry USING brin (at)")
    op.execute("CREATE INDEX entry_by_door ON entry (id) WHERE emergency IS NOT NULL")
    op.execute("""
        CREATE TABLE link (
            sequence bigint PRIMARY KEY,
            entry uuid NOT NULL UNIQUE,
            hash bytea NOT NULL CHECK (length(hash) = 32)
        )
    """)
    op.execute("""
        CREATE TABLE head (
            sequence bigint PRIMARY KEY,
            hash bytea NOT NULL,
            signed_at timestamptz NOT NULL,
            token text NOT NULL
        )
    """)
    # What has no link yet. An entry is seen when its transaction commits, in whatever order that is: a
    # chainer that went by numbers or moments could pass one by.
    op.execute("CREATE TABLE unchained (entry uuid PRIMARY KEY)")
    # A room adds in its own name only: its role is called after it.
    op.execute("""
        CREATE FUNCTION list_unchained() RETURNS trigger LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            IF session_user LIKE '%\\_log'
                AND EXISTS (SELECT FROM added WHERE replace(room, '-', '_') || '_log' <> session_user) THEN
                RAISE insufficient_privilege USING MESSAGE = 'an entry of another room';
            END IF;
            INSERT INTO unchained SELECT id FROM added;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER entry_is_unchained AFTER INSERT ON entry
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION list_unchained()
    """)
    # What was added stays: the app may neither change nor remove it, nor add an entry; and the rooms, which
    # may, cannot even read it.
    op.execute("""
        DO $$ DECLARE app text := replace(current_user, '_owner', '_app'); BEGIN
            IF app <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = app) THEN
                EXECUTE format('REVOKE ALL ON entry, link, head, unchained FROM %I', app);
                EXECUTE format('GRANT SELECT ON entry TO %I', app);
                EXECUTE format('GRANT SELECT, INSERT ON link, head TO %I', app);
                EXECUTE format('GRANT SELECT, DELETE ON unchained TO %I', app);
            END IF;
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'log_writer') THEN
                GRANT USAGE ON SCHEMA public TO log_writer;
                GRANT INSERT ON entry TO log_writer;
            END IF;
        END $$
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
