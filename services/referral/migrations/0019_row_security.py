"""Who sees which rows: the database shows a transaction the rows of its own parties and no others.

The pattern for a table of a later migration: `see(table, condition)` of this file's words in plain SQL, or a
line with its reason in `OPEN` of `tests/test_row_security.py`.
"""

from alembic import op

revision = "referral_0019"
down_revision = "referral_0018"
branch_labels = None
depends_on = None

OWN = "(SELECT parties())::text[]"

BY_REFERRAL = (
    "bridging",
    "care_period",
    "consent",
    "consent_exception",
    "desk_term",
    "duty_report",
    "feedback_stop",
    "first_contact",
    "granted",
    "handover",
    "intake",
    "letter",
    "milestone",
    "norm_passed",
    "onward_referral",
    "person_with_say",
    "placement_request",
    "placement_round",
    "transfer",
)
BY_CLIENT = ("client_move", "contact_preference", "end_without_receiver", "residence", "secrecy_mark")
BY_HOUSEHOLD = ("household_director", "household_plan")
BY_ORGANISATION = ("message_read_up_to", "professional_of_record", "webhook")
# What hangs under a row is seen with it.
UNDER = {
    "care_change": ("care_period", "care"),
    "care_interruption": ("care_period", "care"),
    "goal_citation": ("plan_goal", "goal"),
    "helped_days": ("granted", "grant_id"),
    "letter_document": ("letter", "letter"),
    "placement_question": ("placement_request", "placement"),
    "plan_goal_step": ("plan_goal", "goal"),
    "provider_choice": ("placement_request", "placement"),
}


def own(*columns: str) -> str:
    return " OR ".join(f"{column} = ANY ({OWN})" for column in columns)


def stake(*refs: str) -> str:
    # OFFSET 0: row by row. PostgreSQL would else hash every stake of a party for a page of fifty rows.
    return " OR ".join(f"EXISTS (SELECT FROM stake WHERE stake.ref = {ref} OFFSET 0)" for ref in refs)


def upgrade() -> None:
    _parties()
    _stakes()
    _givers()
    _client_by_bsn()
    for table in BY_REFERRAL:
        see(table, stake(f"{table}.referral"))
    for table in BY_CLIENT:
        see(table, stake(f"{table}.client"))
    for table in BY_HOUSEHOLD:
        see(table, stake(f"{table}.household"))
    for table in BY_ORGANISATION:
        see(table, own("organisation::text"))
    # A row is new before it gives a stake: who made it or answers for it sees it by what stands in it.
    see("referral", own("organisation::text", "municipality") + " OR " + stake("referral.id"))
    see("referral_draft", own("organisation::text", "municipality"))
    see("consultation", own("asker::text", "provider::text"))
    see("message", own("recipient::text"))
    see("erasure", own("municipality") + " OR " + stake("erasure.client"))
    see("client", stake("client.id"))
    see("client_merge", stake("client_merge.kept", "client_merge.double"))
    see("household", stake("household.id"))
    see("household_member", stake("household_member.household", "household_member.client"))
    of_a_plan = "EXISTS (SELECT FROM household_plan WHERE household_plan.id = plan_goal.plan)"
    see("plan_goal", f"{of_a_plan} AND (client IS NULL OR {stake('plan_goal.client')})")
    for table, (parent, column) in UNDER.items():
        see(table, f"EXISTS (SELECT FROM {parent} WHERE {parent}.id = {table}.{column})")
    _of_what_is_there()


def see(table: str, condition: str) -> None:
    """Show the rows that meet this. What is written is not held against it: it may be for somebody else."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"""
        CREATE POLICY own_rows ON {table} USING ((SELECT sees_all()) OR {condition}) WITH CHECK (true)
    """)


def as_owner(*functions: str) -> None:
    """What these do is not held against the policies."""
    for function in functions:
        op.execute(f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp")


def _parties() -> None:
    op.execute("""
        CREATE FUNCTION parties() RETURNS text[] LANGUAGE sql STABLE
        RETURN nullif(current_setting('wegwijs.parties', true), '')::text[]
    """)
    op.execute("""
        CREATE FUNCTION sees_all() RETURNS boolean LANGUAGE sql STABLE
        RETURN coalesce(current_setting('wegwijs.parties', true) = '{*}', false)
    """)


def _stakes() -> None:
    op.execute("CREATE TABLE stake (ref uuid, party text, PRIMARY KEY (ref, party))")
    op.execute("ALTER TABLE stake ENABLE ROW LEVEL SECURITY")
    # To read and no more: only the functions below, which are the owner's, give one.
    op.execute(
        f"CREATE POLICY own_rows ON stake FOR SELECT USING ((SELECT sees_all()) OR party = ANY ({OWN}))"
    )
    op.execute("""
        CREATE FUNCTION one_person(wanted uuid) RETURNS uuid[] LANGUAGE sql STABLE RETURN (
            WITH merged AS (SELECT kept, double FROM client_merge WHERE status = 'merged'),
            main AS (SELECT coalesce((SELECT kept FROM merged WHERE double = wanted), wanted) AS id)
            SELECT array_agg(each.id) FROM (
                SELECT id FROM main UNION SELECT double FROM merged, main WHERE kept = main.id
            ) AS each
        )
    """)
    # Who has a part in a referral has one in its child, as whichever client it is known, and in its home.
    op.execute("""
        CREATE FUNCTION give_stake(referral uuid, client uuid, given text[]) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE children uuid[] := one_person(give_stake.client);
        BEGIN
            INSERT INTO stake (ref, party)
            SELECT each.ref, each.party FROM (
                SELECT unnest(give_stake.referral || children || array(
                    SELECT household FROM household_member AS m
                    WHERE m.client = ANY (children) AND m.ended_at IS NULL
                )) AS ref, party FROM unnest(given) AS party
            ) AS each
            WHERE each.party IS NOT NULL
            ON CONFLICT DO NOTHING;
        END $$
    """)
    # To direct is to keep the whole family in view; a municipality directs without seeing more for that.
    op.execute("""
        CREATE FUNCTION give_stake_to_director(director household_director) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO stake VALUES
                (director.household, coalesce(director.organisation::text, director.municipality))
            ON CONFLICT DO NOTHING;
            PERFORM give_stake(r.id, r.client, ARRAY[director.organisation::text])
            FROM household_member AS m JOIN referral AS r ON r.client = m.client
            WHERE m.household = director.household AND m.ended_at IS NULL
                AND director.organisation IS NOT NULL;
        END $$
    """)
    as_owner("give_stake", "give_stake_to_director")


def _givers() -> None:
    """From which rows a stake follows. Nothing takes one away but the end of a mistaken merge."""
    _trigger(
        "referral",
        "INSERT OR UPDATE OF municipality",
        """
            PERFORM give_stake(NEW.id, NEW.client, ARRAY[NEW.organisation::text, NEW.municipality] || array(
                SELECT d.organisation::text FROM household_member AS m
                JOIN household_director AS d ON d.household = m.household
                WHERE m.client = NEW.client AND m.ended_at IS NULL
                    AND d.ended_at IS NULL AND d.organisation IS NOT NULL
            ));
        """,
    )
    for table, columns in (
        ("placement_request", ("provider", "lead")),
        ("bridging", ("provider",)),
        ("handover", ("sender", "receiver", "provider")),
    ):
        given = ", ".join(f"NEW.{column}::text" for column in columns)
        _trigger(
            table,
            f"INSERT OR UPDATE OF {', '.join(columns)}",
            f"PERFORM give_stake(NEW.referral, NEW.client, ARRAY[{given}]);",
        )
    _trigger("household_director", "INSERT", "PERFORM give_stake_to_director(NEW);")
    _trigger(
        "household_member",
        "INSERT",
        """
            INSERT INTO stake SELECT NEW.household, party FROM stake WHERE ref = NEW.client
            ON CONFLICT DO NOTHING;
            PERFORM give_stake_to_director(d) FROM household_director AS d
            WHERE d.household = NEW.household AND d.ended_at IS NULL;
        """,
    )
    # Two that turn out not to be one person: who knew the one knows no more of the other.
    _trigger(
        "client_merge",
        "INSERT OR UPDATE OF status",
        """
            DELETE FROM stake WHERE ref = ANY (ARRAY[NEW.kept, NEW.double]);
            PERFORM give_stake(r.id, r.client, array(SELECT party FROM stake WHERE ref = r.id))
            FROM referral AS r WHERE r.client = ANY (one_person(NEW.kept) || NEW.double);
        """,
    )


def _trigger(table: str, when: str, body: str) -> None:
    op.execute(f"""
        CREATE FUNCTION stake_by_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {body} RETURN NULL; END $$
    """)
    as_owner(f"stake_by_{table}")
    op.execute(f"""
        CREATE TRIGGER stake_by_{table} AFTER {when} ON {table}
        FOR EACH ROW EXECUTE FUNCTION stake_by_{table}()
    """)


def _client_by_bsn() -> None:
    """Finds or makes the client of a new referral, whom its referrer may not see yet (LAW-08)."""
    op.execute("""
        CREATE FUNCTION client_by_bsn(
            proposed uuid, hash bytea, home uuid, at timestamptz, OUT id uuid, OUT household uuid
        )
        LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        BEGIN
            INSERT INTO client (id, bsn_hash, household, created_at) VALUES (proposed, hash, home, at)
            ON CONFLICT (bsn_hash) DO UPDATE SET bsn_hash = excluded.bsn_hash
            RETURNING client.id, client.household INTO id, household;
        END $$
    """)
    as_owner("client_by_bsn")
    # The function ends before the statement around it has made that household.
    op.execute("ALTER TABLE client ALTER CONSTRAINT client_household_fkey DEFERRABLE INITIALLY DEFERRED")


def _of_what_is_there() -> None:
    """Also for who loads rows past the triggers."""
    op.execute("""
        CREATE FUNCTION give_all_stakes() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM give_stake(part.referral, part.client, array_agg(part.party)) FROM (
                SELECT id, client, unnest(ARRAY[organisation::text, municipality]) FROM referral
                UNION ALL SELECT referral, client, unnest(ARRAY[provider, lead])::text FROM placement_request
                UNION ALL SELECT referral, client, provider::text FROM bridging
                UNION ALL SELECT referral, client, unnest(ARRAY[sender, receiver, provider])::text
                    FROM handover
            ) AS part (referral, client, party)
            GROUP BY part.referral, part.client;
            PERFORM give_stake_to_director(d) FROM household_director AS d WHERE d.ended_at IS NULL;
        END $$
    """)
    as_owner("give_all_stakes")
    op.execute("REVOKE EXECUTE ON FUNCTION give_all_stakes, give_stake, give_stake_to_director FROM PUBLIC")
    op.execute("SELECT give_all_stakes()")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
