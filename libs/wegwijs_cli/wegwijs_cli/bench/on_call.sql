-- "Who is on call, or was then", as the room asks it (services/crisis/crisis/store/look_up.py; a test there holds
-- the two together). $1: municipality, $2 and $3: the instant, $4: how long a shift can last.
SELECT l.id, l.region, l.name_nl, l.name_en, l.municipalities, l.crisis_group, l.version, l.kind,
        l.age_from, l.age_to, l.needs, l.planned_until, d.* FROM duty_line l LEFT JOIN LATERAL (
    WITH held AS MATERIALIZED (
        
    SELECT s.id AS shift, s.worker, s.rank, s.seat, s.starts_at,
        least(s.ends_at, o.active_until) AS ends_at, s.version AS shift_version, s.source,
        w.organisation, w.name, w.telephone, w.push, w.version AS worker_version, o.name AS organisation_name
    FROM shift s JOIN on_call_worker w ON w.id = s.worker
    LEFT JOIN known_organisation o ON o.id = w.organisation
    WHERE s.duty_line = l.id AND s.status = 'planned'
        AND (o.active_until IS NULL OR s.starts_at < o.active_until) AND s.starts_at > $2::timestamptz - $4::interval AND s.starts_at <= $3::timestamptz
            AND s.ends_at > $2
    ), turn AS MATERIALIZED (
        SELECT coalesce(least(min(starts_at), $2), $2) AS first,
            coalesce(greatest(max(ends_at), $3), $3) AS last
        FROM held
    )
    SELECT * FROM held
    UNION ALL (
    SELECT s.id AS shift, s.worker, s.rank, s.seat, s.starts_at,
        least(s.ends_at, o.active_until) AS ends_at, s.version AS shift_version, s.source,
        w.organisation, w.name, w.telephone, w.push, w.version AS worker_version, o.name AS organisation_name
    FROM shift s JOIN on_call_worker w ON w.id = s.worker
    LEFT JOIN known_organisation o ON o.id = w.organisation
    WHERE s.duty_line = l.id AND s.status = 'planned'
        AND (o.active_until IS NULL OR s.starts_at < o.active_until) AND s.ends_at > (SELECT first FROM turn) AND s.ends_at <= $2)
    UNION ALL (
    SELECT s.id AS shift, s.worker, s.rank, s.seat, s.starts_at,
        least(s.ends_at, o.active_until) AS ends_at, s.version AS shift_version, s.source,
        w.organisation, w.name, w.telephone, w.push, w.version AS worker_version, o.name AS organisation_name
    FROM shift s JOIN on_call_worker w ON w.id = s.worker
    LEFT JOIN known_organisation o ON o.id = w.organisation
    WHERE s.duty_line = l.id AND s.status = 'planned'
        AND (o.active_until IS NULL OR s.starts_at < o.active_until) AND s.starts_at > $3 AND s.starts_at <= (SELECT last FROM turn))
    UNION ALL (
    SELECT s.id AS shift, s.worker, s.rank, s.seat, s.starts_at,
        least(s.ends_at, o.active_until) AS ends_at, s.version AS shift_version, s.source,
        w.organisation, w.name, w.telephone, w.push, w.version AS worker_version, o.name AS organisation_name
    FROM shift s JOIN on_call_worker w ON w.id = s.worker
    LEFT JOIN known_organisation o ON o.id = w.organisation
    WHERE s.duty_line = l.id AND s.status = 'planned'
        AND (o.active_until IS NULL OR s.starts_at < o.active_until) AND s.ends_at <= (SELECT first FROM turn) ORDER BY s.ends_at DESC LIMIT 1)
    UNION ALL (
    SELECT s.id AS shift, s.worker, s.rank, s.seat, s.starts_at,
        least(s.ends_at, o.active_until) AS ends_at, s.version AS shift_version, s.source,
        w.organisation, w.name, w.telephone, w.push, w.version AS worker_version, o.name AS organisation_name
    FROM shift s JOIN on_call_worker w ON w.id = s.worker
    LEFT JOIN known_organisation o ON o.id = w.organisation
    WHERE s.duty_line = l.id AND s.status = 'planned'
        AND (o.active_until IS NULL OR s.starts_at < o.active_until) AND s.starts_at > (SELECT last FROM turn)
        ORDER BY s.starts_at, s.rank, s.seat LIMIT 1)) d ON true
    WHERE l.municipalities @> ARRAY[$1::text]
