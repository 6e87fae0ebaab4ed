-- The statements of a search, as the room issues them; services/provider-registry/tests/test_search_floor.py
-- compares. The page, the window of a municipality whose region has no policy, and that of one whose region
-- has: there an intensity is of one part of youth care.
WITH page AS MATERIALIZED (SELECT * FROM option WHERE municipality = $1 AND (wait_days <= $2 OR wait_days = $3) AND intensity = $4 AND (age_from <= $5 AND age_to >= $5) AND domains @> CAST($6 AS text[]) AND (valid_from <= $7 AND valid_until >= $7) ORDER BY turn, enrolment LIMIT 21)
SELECT p.turn, p.enrolment, p.offer, p.provider, g.name AS provider_name, f.name, p.care_form, p.form,
    p.intensity, p.level, p.contract, p.age_from, p.age_to, p.domains, p.identity, p.languages, p.kilometres,
    p.wait_days, p.valid_until, CASE WHEN NOT l.secret THEN l.name END AS location_name,
    coalesce(l.secret, false) AS is_secret,
    f.contact, f.times, f.seats, c.status, c.free_places, c.most_places, c.wait_from_days, c.wait_to_days,
    c.as_of, c.said_by, c.source,
    (SELECT count(*) FROM reservation r WHERE r.enrolment = p.enrolment AND (
        (r.status = 'held' AND r.until > $8) OR (r.status = 'taken' AND r.taken_at > c.as_of))) AS leased
FROM page p
JOIN offer f ON f.id = p.offer
JOIN organisation g ON g.id = p.provider
LEFT JOIN location l ON l.id = p.location
LEFT JOIN capacity c ON c.enrolment = p.enrolment
ORDER BY p.turn, p.enrolment;

WITH around AS MATERIALIZED (
    SELECT * FROM option WHERE municipality = $1
    ORDER BY turn, enrolment LIMIT 300
), judged AS (
    SELECT form, level, wait_days, CAST(NOT coalesce((wait_days <= $2 OR wait_days = $3), false) AS integer) + CAST(NOT coalesce(intensity = $4, false) AS integer) + CAST(NOT coalesce((age_from <= $5 AND age_to >= $5), false) AS integer) + CAST(NOT coalesce(domains @> CAST($6 AS text[]), false) AS integer) + CAST(NOT coalesce((valid_from <= $7 AND valid_until >= $7), false) AS integer) AS misses, CASE WHEN NOT coalesce((wait_days <= $2 OR wait_days = $3), false) THEN 'full' WHEN NOT coalesce(intensity = $4, false) THEN 'intensity' WHEN NOT coalesce((age_from <= $5 AND age_to >= $5), false) THEN 'age' WHEN NOT coalesce(domains @> CAST($6 AS text[]), false) THEN 'domain' WHEN NOT coalesce((valid_from <= $7 AND valid_until >= $7), false) THEN 'period' END AS why FROM around
    WHERE valid_from <= $7
)
SELECT form, level, why, count(*) FILTER (WHERE misses < 2) AS count,
    min(wait_days) FILTER (WHERE misses < 2) AS soonest,
    (SELECT count(*) FROM around) AS seen
FROM judged GROUP BY form, level, why;

WITH around AS MATERIALIZED (
    SELECT * FROM option WHERE municipality = $1 AND care_form = $2
    ORDER BY turn, enrolment LIMIT 300
), judged AS (
    SELECT form, level, wait_days, CAST(NOT coalesce((wait_days <= $3 OR wait_days = $4), false) AS integer) + CAST(NOT coalesce(intensity = $5, false) AS integer) + CAST(NOT coalesce((age_from <= $6 AND age_to >= $6), false) AS integer) + CAST(NOT coalesce(domains @> CAST($7 AS text[]), false) AS integer) + CAST(NOT coalesce((valid_from <= $8 AND valid_until >= $8), false) AS integer) AS misses, CASE WHEN NOT coalesce((wait_days <= $3 OR wait_days = $4), false) THEN 'full' WHEN NOT coalesce(intensity = $5, false) THEN 'intensity' WHEN NOT coalesce((age_from <= $6 AND age_to >= $6), false) THEN 'age' WHEN NOT coalesce(domains @> CAST($7 AS text[]), false) THEN 'domain' WHEN NOT coalesce((valid_from <= $8 AND valid_until >= $8), false) THEN 'period' END AS why FROM around
    WHERE valid_from <= $8
)
SELECT form, level, why, count(*) FILTER (WHERE misses < 2) AS count,
    min(wait_days) FILTER (WHERE misses < 2) AS soonest,
    (SELECT count(*) FROM around) AS seen
FROM judged GROUP BY form, level, why;
