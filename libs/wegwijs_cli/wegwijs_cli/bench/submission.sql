-- The statements of a referral that is sent, as the room issues them; services/referral/tests/test_floor.py
-- compares.
SELECT known_organisation.id, known_organisation.kind, known_organisation.name, known_organisation.area, known_organisation.regions, known_organisation.active_until
FROM known_organisation
WHERE known_organisation.id = $1::UUID;

INSERT INTO idempotency (scope, key, body_hash, resource_id, created_at) VALUES ($1::VARCHAR, $2::VARCHAR, $3::BYTEA, $4::UUID, $5::TIMESTAMP WITH TIME ZONE) ON CONFLICT DO NOTHING RETURNING idempotency.resource_id;

WITH found AS
(INSERT INTO client (id, bsn_hash, household, created_at) VALUES ($2::UUID, $3::BYTEA, $4::UUID, $1::TIMESTAMP WITH TIME ZONE) ON CONFLICT (bsn_hash) DO UPDATE SET bsn_hash = excluded.bsn_hash RETURNING client.id, client.household),
made AS
(INSERT INTO household (id, created_at) SELECT found.household AS household, $1::TIMESTAMP WITH TIME ZONE AS anon_1
FROM found
WHERE found.id = $2::UUID)
SELECT found.id AS client, found.household AS home, known_organisation.id, known_organisation.kind, known_organisation.name, known_organisation.area, known_organisation.regions, known_organisation.active_until
FROM found LEFT OUTER JOIN known_organisation ON known_organisation.id = $5::UUID;

INSERT INTO data_key (data_subject, wrapped, created_at) VALUES ($1::UUID, $2::BYTEA, $3::TIMESTAMP WITH TIME ZONE);

WITH stored AS
(INSERT INTO referral (id, version, status, client, household, region, organisation, referrer_type, municipality, age, forms, domains, complexity, urgency, safety, route, budget, etmalen, intensity, product, quantity, days, preferred_provider, measure_kind, measure_until, court_authorisation_until, category, prolonged_ground, person, question, submitted_at, closed_at) VALUES ($10::UUID, $11::INTEGER, $12::VARCHAR, $13::UUID, $14::UUID, $15::VARCHAR, $16::UUID, $17::VARCHAR, $18::VARCHAR, $19::SMALLINT, $20::TEXT[], $21::TEXT[], $22::VARCHAR, $23::VARCHAR, $24::BOOLEAN, $25::VARCHAR, $26::VARCHAR, $27::INTEGER, $28::VARCHAR, $29::VARCHAR, $30::INTEGER, $31::INTEGER, $32::UUID, $33::VARCHAR, $34::DATE, $35::DATE, $36::VARCHAR, $37::VARCHAR, $38::BYTEA, $39::BYTEA, $40::TIMESTAMP WITH TIME ZONE, $41::TIMESTAMP WITH TIME ZONE))
 INSERT INTO milestone (id, referral, organisation, kind, recorded_at, happens_on, component, provider, reasons) VALUES ($1::UUID, $2::UUID, $3::UUID, $4::VARCHAR, $5::TIMESTAMP WITH TIME ZONE, $6::DATE, $7::VARCHAR, $8::UUID, $9::TEXT[]);

INSERT INTO deadline (id, kind, ref, region, owner, due_at, next_try_at) VALUES ($1::UUID, $2::VARCHAR, $3::UUID, $4::VARCHAR, $5::VARCHAR, $6::TIMESTAMP WITH TIME ZONE, $7::TIMESTAMP WITH TIME ZONE) ON CONFLICT (kind, ref) WHERE fired_at IS NULL DO UPDATE SET owner = excluded.owner, due_at = excluded.due_at, next_try_at = excluded.next_try_at;

INSERT INTO outbox (event_id, nats_subject, body, created_at) VALUES ($1::UUID, $2::VARCHAR, $3::BYTEA, $4::TIMESTAMP WITH TIME ZONE) RETURNING outbox.position;

INSERT INTO read_log (id, data_subject, purpose, operation, subject, organisation, role, correlation_id, looked_at) VALUES ($1::UUID, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::UUID, $7::VARCHAR, $8::UUID, $9::TIMESTAMP WITH TIME ZONE);
