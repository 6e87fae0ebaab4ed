"""Who sees which rows: the database shows a transaction the rows of its own parties and no others.

The pattern for a table of a later migration: `see(table, condition)` of this file's words in plain SQL, or a
line with its reason in `OPEN` of `tests/test_row_security.py`.
"""

from alembic import op

revision = "access_0011"
down_revision = "access_0010"
branch_labels = None
depends_on = None

OWN = "(SELECT parties())::text[]"


def own(*columns: str) -> str:
    """One of these columns names a party."""
    return " OR ".join(f"{column} = ANY ({OWN})" for column in columns)


def under(parent: str, meets: str) -> str:
    """It hangs on a row of this table, and is seen with it."""
    return f"EXISTS (SELECT FROM {parent} WHERE {meets})"


def on_request(*columns: str, by: str = "request.id = request_id") -> str:
    """It hangs on a request of such a party; who only takes part in that request does not see it."""
    return under("request", f"{by} AND ({own(*(f'request.{each}' for each in columns))})")


ON_ENTITLEMENT = under("entitlement", "entitlement.id = entitlement_id")
WHO_PAYS, WHO_ASKED = "municipality", "referrer_organisation::text"


def upgrade() -> None:
    _functions()
    see("entitlement", own("municipality", "provider::text"))
    # Its row is the lock of the case: also for a provider that was asked or chosen, and for a municipality
    # to which help went over.
    see("request", f"{own(WHO_PAYS, WHO_ASKED)} OR takes_part(id, {OWN})")
    quoting = own("municipality", "provider::text", "asked_by::text")
    see("quote_request", f"{quoting} OR {on_request(WHO_PAYS, WHO_ASKED)}")
    granted = under("entitlement", "entitlement.grant_id = care_grant.id")
    see("care_grant", f"{own('municipality', 'provider::text')} OR {on_request(WHO_PAYS)} OR {granted}")
    see("decision", f"{own('municipality')} OR {under('care_grant', 'decision_id = decision.id')}")
    see("ledger_entry", under("care_grant", "care_grant.id = grant_id"))
    for table in ("delivery", "stay", "follow_on"):
        see(table, ON_ENTITLEMENT)
    for table in ("review_task", "entitlement_change"):
        see(table, f"{own('municipality')} OR {ON_ENTITLEMENT}")
    see("known_care", under("entitlement", "entitlement.placement = known_care.placement"))
    see("determination", on_request(WHO_PAYS, WHO_ASKED))
    for table in ("refusal", "triage", "desk_question", "free_help"):
        see(table, on_request(WHO_PAYS))
    in_help = f"entitlement.client = perspective_plan.client AND {own('entitlement.municipality')}"
    asked = on_request(WHO_PAYS, by="request.client = perspective_plan.client")
    see("perspective_plan", f"{asked} OR {under('entitlement', in_help)}")
    # Ages are asked by `ages_told`, whoever heard of them.
    see("age_reached", "false")
    see("contact", own("keeper::text"))
    see("contact_change", under("contact", "contact.id = contact_id"))
    see("early_start", own("provider::text"))
    see("signal", own("organisation::text", "municipality"))
    see("desk_worker", own("organisation::text"))


def see(table: str, condition: str) -> None:
    """Show the rows that meet this. What is written is not held against it: it may be for somebody else."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"""
        CREATE POLICY own_rows ON {table} USING ((SELECT sees_all()) OR {condition}) WITH CHECK (true)
    """)


def _functions() -> None:
    op.execute("""
        CREATE FUNCTION parties() RETURNS text[] LANGUAGE sql STABLE
        RETURN nullif(current_setting('wegwijs.parties', true), '')::text[]
    """)
    op.execute("""
        CREATE FUNCTION sees_all() RETURNS boolean LANGUAGE sql STABLE
        RETURN coalesce(current_setting('wegwijs.parties', true) = '{*}', false)
    """)
    # As the owner: the policies of these tables ask for the request, whose policy asks this.
    op.execute("""
        CREATE FUNCTION takes_part(wanted uuid, own text[]) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp RETURN
            EXISTS (SELECT FROM quote_request AS q WHERE q.request_id = wanted
                AND q.provider::text = ANY (own))
            OR EXISTS (SELECT FROM entitlement AS e WHERE e.request_id = wanted
                AND (e.municipality = ANY (own) OR e.provider::text = ANY (own)))
            OR EXISTS (SELECT FROM care_grant AS g WHERE g.request_id = wanted
                AND (g.municipality = ANY (own) OR g.provider::text = ANY (own)))
    """)
    # How old somebody is, whichever municipality was told: months, and the day on which that was so.
    op.execute("""
        CREATE FUNCTION ages_told(wanted uuid) RETURNS TABLE (months integer, heard_on date)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp BEGIN ATOMIC
            SELECT a.months, a.heard_on FROM age_reached AS a WHERE a.client = wanted
            UNION ALL
            SELECT (r.facts ->> 'age')::integer * 12, (r.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date
            FROM request AS r WHERE r.client = wanted;
        END
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
