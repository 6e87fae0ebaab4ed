-- The statements of a referral that is sent, as the room issues them; services/referral/tests/test_floor.py
-- compares.
SELECT known_organisation.id, known_organisation.kind, known_organisation.name, known_organisation.area, known_organisation.regions, known_organisation.active_until, set_config($1::VARCHAR, CAST(array_remove(ARRAY[CAST(known_organisation.id AS TEXT), known_organisation.area, $2::VARCHAR], NULL) AS TEXT), $3::BOOLEAN) AS parties
FROM known_organisation
WHERE known_organisation.id = $4::UUID;

INSERT INTO idempotency (scope, key, body_hash, resource_id, created_at) VALUES ($1::VARCHAR, $2::VARCHAR, $3::BYTEA, $4::UUID, $5::TIMESTAMP WITH TIME ZONE) ON CONFLICT DO NOTHING RETURNING idempotency.resource_id;

WITH found AS
(SELECT anon_3.id AS id, anon_3.household AS household
FROM client_by_bsn($3::UUID, $4::BYTEA, $5::UUID, $2::TIMESTAMP WITH TIME ZONE) AS anon_3),
made AS
(INSERT INTO household (id, version, director, created_at) SELECT found.household AS household, 1, $1::UUID AS anon_1, $2::TIMESTAMP WITH TIME ZONE AS anon_2
FROM found
WHERE found.id = $3::UUID),
joined AS
(INSERT INTO household_member (id, version, client, household, is_main, first_day, recorded_at) SELECT $6::UUID AS anon_4, 1, found.id AS id, found.household AS household, true AS anon_5, $7::DATE AS anon_6, $2::TIMESTAMP WITH TIME ZONE AS anon_2
FROM found
WHERE found.id = $3::UUID),
directed AS
(INSERT INTO household_director (id, version, household, municipality, since) SELECT $1::UUID AS anon_1, 1, found.household AS household, $8::VARCHAR AS anon_7, $2::TIMESTAMP WITH TIME ZONE AS anon_2
FROM found
WHERE found.id = $3::UUID),
planned AS
(INSERT INTO household_plan (id, version, household, status, since) SELECT $9::UUID AS anon_8, 1, found.household AS household, 'active', $2::TIMESTAMP WITH TIME ZONE AS anon_2
FROM found
WHERE found.id = $3::UUID)
 SELECT found.id AS client, found.household AS home, professional_of_record.agb AS agb_of_record, known_organisation.id, known_organisation.kind, known_organisation.name, known_organisation.area, known_organisation.regions, known_organisation.active_until
FROM found LEFT OUTER JOIN known_organisation ON known_organisation.id = $10::UUID LEFT OUTER JOIN professional_of_record ON professional_of_record.organisation = $11::UUID;

INSERT INTO data_key (data_subject, wrapped, created_at) VALUES ($1::UUID, $2::BYTEA, $3::TIMESTAMP WITH TIME ZONE);

WITH stored AS
(INSERT INTO referral (id, version, status, client, household, region, organisation, referrer_type, municipality, age, forms, domains, complexity, urgency, safety, route, budget, etmalen, intensity, product, quantity, days, preferred_provider, measure_kind, measure_until, court_authorisation_until, category, prolonged_ground, alarm, stay_since, professional_agb, professional_name, entered_by, entered_role, court_order, court_order_until, person, question, name_hash, submitted_at, closed_at, feedback_stopped_at, status_told) VALUES ($11::UUID, $12::INTEGER, $13::VARCHAR, $14::UUID, $15::UUID, $16::VARCHAR, $17::UUID, $18::VARCHAR, $19::VARCHAR, $20::SMALLINT, $21::TEXT[], $22::TEXT[], $23::VARCHAR, $24::VARCHAR, $25::BOOLEAN, $26::VARCHAR, $27::VARCHAR, $28::INTEGER, $29::VARCHAR, $30::VARCHAR, $31::INTEGER, $32::INTEGER, $33::UUID, $34::VARCHAR, $35::DATE, $36::DATE, $37::VARCHAR, $38::VARCHAR, $39::UUID, $40::DATE, $41::VARCHAR, $42::BYTEA, $43::VARCHAR, $44::VARCHAR, $45::BYTEA, $46::DATE, $47::BYTEA, $48::BYTEA, $49::BYTEA, $50::TIMESTAMP WITH TIME ZONE, $51::TIMESTAMP WITH TIME ZONE, $52::TIMESTAMP WITH TIME ZONE, $53::VARCHAR)),
told AS
(INSERT INTO message (id, recipient, number, kind, referral, about, told_at, happens_on, component, provider, reasons, ends, acted_role, acted_organisation) VALUES ($54::UUID, $55::UUID, $56::INTEGER, $57::VARCHAR, $58::UUID, $59::UUID, $60::TIMESTAMP WITH TIME ZONE, $61::DATE, $62::VARCHAR, $63::UUID, $64::TEXT[], $65::JSONB, $66::VARCHAR, $67::UUID)),
awaited AS
(INSERT INTO deadline (id, kind, ref, region, owner, due_at, next_try_at) SELECT given.id AS id, given.kind AS kind, given.ref AS ref, given.region AS region, given.owner AS owner, given.due_at AS due_at, given.next_try_at AS next_try_at
FROM unnest($68::UUID[], $69::TEXT[], $70::UUID[], $71::TEXT[], $72::TEXT[], $73::TIMESTAMP WITH TIME ZONE[], $74::TIMESTAMP WITH TIME ZONE[]) AS given(id, kind, ref, region, owner, due_at, next_try_at) ON CONFLICT (kind, ref) WHERE fired_at IS NULL DO UPDATE SET owner = excluded.owner, due_at = excluded.due_at, next_try_at = excluded.next_try_at)
 INSERT INTO milestone (id, referral, organisation, kind, recorded_at, happens_on, component, provider, reasons, is_withheld) VALUES ($1::UUID, $2::UUID, $3::UUID, $4::VARCHAR, $5::TIMESTAMP WITH TIME ZONE, $6::DATE, $7::VARCHAR, $8::UUID, $9::TEXT[], $10::BOOLEAN);

INSERT INTO outbox (event_id, nats_subject, body, created_at) VALUES ($1::UUID, $2::VARCHAR, $3::BYTEA, $4::TIMESTAMP WITH TIME ZONE) RETURNING outbox.position;

INSERT INTO read_log (id, data_subject, purpose, operation, subject, organisation, role, correlation_id, looked_at, action, thing, authorisation, source, emergency, may_betray) VALUES ($1::UUID, $2::VARCHAR, $3::VARCHAR, $4::VARCHAR, $5::VARCHAR, $6::UUID, $7::VARCHAR, $8::UUID, $9::TIMESTAMP WITH TIME ZONE, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::VARCHAR, $14::UUID, $15::BOOLEAN);
