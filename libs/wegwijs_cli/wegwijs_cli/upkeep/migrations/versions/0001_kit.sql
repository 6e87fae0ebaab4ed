CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    nats_subject text NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE FUNCTION wegwijs_tell_relay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('wegwijs_outbox', ''); RETURN NULL; END $$;
CREATE TRIGGER outbox_tells_relay AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION wegwijs_tell_relay();

CREATE TABLE inbox (event_id uuid PRIMARY KEY, handled_at timestamptz NOT NULL);
CREATE TABLE applied_version (
    noun text NOT NULL,
    ref uuid NOT NULL,
    version integer NOT NULL,
    applied_at timestamptz NOT NULL,
    PRIMARY KEY (noun, ref)
);
CREATE TABLE parked (
    event_id uuid PRIMARY KEY,
    waiting_for text NOT NULL,
    body bytea NOT NULL,
    parked_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL
);
CREATE INDEX ix_parked_waiting_for ON parked (waiting_for);
CREATE TABLE dead_letter (
    event_id uuid PRIMARY KEY,
    event_type text NOT NULL,
    body bytea NOT NULL,
    reason text NOT NULL,
    died_at timestamptz NOT NULL
);
CREATE TABLE deadline (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    ref uuid NOT NULL,
    region text NOT NULL,
    owner text NOT NULL,
    due_at timestamptz NOT NULL,
    next_try_at timestamptz NOT NULL,
    fired_at timestamptz,
    attempts smallint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX deadline_one_open ON deadline (kind, ref) WHERE fired_at IS NULL;
CREATE INDEX deadline_waiting ON deadline (next_try_at) WHERE fired_at IS NULL;
CREATE TABLE idempotency (
    scope text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    resource_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
CREATE TABLE read_log (
    id uuid PRIMARY KEY,
    data_subject text NOT NULL,
    purpose text NOT NULL,
    operation text NOT NULL,
    subject text NOT NULL,
    organisation uuid NOT NULL,
    role text NOT NULL,
    correlation_id uuid NOT NULL,
    looked_at timestamptz NOT NULL
);
CREATE TABLE data_key (
    data_subject uuid PRIMARY KEY,
    wrapped bytea,
    created_at timestamptz NOT NULL,
    destroyed_at timestamptz
);
CREATE TABLE known_organisation (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL,
    area text,
    regions text[] NOT NULL,
    active_until timestamptz
);
