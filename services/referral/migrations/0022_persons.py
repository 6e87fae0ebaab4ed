"""Young persons and parents who look in their own file: codes, links, what is closed, family group plans."""

from alembic import op

revision = "referral_0022"
down_revision = "referral_0021"
branch_labels = None
depends_on = None

OF_A_PERSON = """
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    client uuid NOT NULL REFERENCES client (id),
    referral uuid NOT NULL REFERENCES referral (id)
"""


def upgrade() -> None:
    op.execute(f"""
        CREATE TABLE link_code (
            {OF_A_PERSON},
            status text NOT NULL,
            person uuid REFERENCES person_with_say (id),
            selector text NOT NULL,
            code_hash bytea NOT NULL,
            wrong_tries smallint NOT NULL,
            valid_until timestamptz NOT NULL,
            made_at timestamptz NOT NULL,
            made_by uuid NOT NULL
        )
    """)
    op.execute("CREATE INDEX link_code_by_selector ON link_code (selector) WHERE status = 'open'")
    # A null person is the young person, of whom there is one.
    op.execute("""
        CREATE UNIQUE INDEX link_code_one_open ON link_code (client, person)
        NULLS NOT DISTINCT WHERE status = 'open'
    """)
    op.execute("""
        CREATE TABLE link_tries (
            subject text PRIMARY KEY,
            wrong smallint NOT NULL,
            not_before timestamptz NOT NULL
        )
    """)
    op.execute(f"""
        CREATE TABLE person_link (
            {OF_A_PERSON},
            person uuid REFERENCES person_with_say (id),
            subject text NOT NULL,
            is_open boolean NOT NULL,
            linked_at timestamptz NOT NULL,
            revoked_at timestamptz,
            revoked_by uuid
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX person_link_one_subject ON person_link (client, person)
        NULLS NOT DISTINCT WHERE revoked_at IS NULL
    """)
    op.execute("""
        CREATE UNIQUE INDEX person_link_one_file ON person_link (subject, client) WHERE revoked_at IS NULL
    """)
    op.execute("CREATE INDEX person_link_by_referral ON person_link (referral, id)")
    op.execute("""
        CREATE TABLE parent_allowed (
            id uuid PRIMARY KEY,
            client uuid NOT NULL REFERENCES client (id),
            person uuid NOT NULL REFERENCES person_with_say (id),
            allowed_at timestamptz NOT NULL,
            ended_at timestamptz
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX parent_allowed_once ON parent_allowed (client, person) WHERE ended_at IS NULL
    """)
    op.execute(f"""
        CREATE TABLE closed_item (
            {OF_A_PERSON},
            part text NOT NULL,
            letter uuid REFERENCES letter (id),
            reason text NOT NULL,
            closed_at timestamptz NOT NULL,
            closed_by uuid NOT NULL,
            reopened_at timestamptz,
            reopened_by uuid
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX closed_item_once ON closed_item (referral, part, letter)
        NULLS NOT DISTINCT WHERE reopened_at IS NULL
    """)
    op.execute("CREATE INDEX closed_item_by_client ON closed_item (client, id)")
    op.execute("""
        CREATE TABLE family_group_plan (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            client uuid NOT NULL REFERENCES client (id),
            person uuid REFERENCES person_with_say (id),
            kind text NOT NULL,
            words bytea NOT NULL,
            put_at timestamptz NOT NULL,
            replaced_at timestamptz
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX family_group_plan_one_of_each ON family_group_plan (client, person)
        NULLS NOT DISTINCT WHERE replaced_at IS NULL
    """)
    own = "'person:' || subject = ANY ((SELECT parties())::text[])"
    _see("link_code", _stake("link_code.referral"))
    _see("person_link", own + " OR " + _stake("person_link.referral"))
    for table in ("parent_allowed", "closed_item", "family_group_plan"):
        _see(table, _stake(f"{table}.client"))
    _stakes_of_persons()


def _see(table: str, condition: str) -> None:
    """See 0019."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"""
        CREATE POLICY own_rows ON {table} USING ((SELECT sees_all()) OR {condition}) WITH CHECK (true)
    """)


def _stake(ref: str) -> str:
    return f"EXISTS (SELECT FROM stake WHERE stake.ref = {ref})"


def _stakes_of_persons() -> None:
    """A person has a stake in every referral of a file that is open to them, and none in any other."""
    _owner(
        "stakes_of_person(who text) RETURNS void",
        """
            DELETE FROM stake WHERE party = 'person:' || who;
            PERFORM give_stake(r.id, r.client, ARRAY['person:' || who])
            FROM person_link AS l JOIN referral AS r ON r.client = ANY (one_person(l.client))
            WHERE l.subject = who AND l.is_open;
        """,
    )
    _trigger("person_link", "INSERT OR UPDATE OF is_open", "PERFORM stakes_of_person(NEW.subject);")
    _trigger(
        "referral",
        "INSERT",
        """
            PERFORM give_stake(NEW.id, NEW.client, array(
                SELECT 'person:' || l.subject FROM person_link AS l
                WHERE l.client = ANY (one_person(NEW.client)) AND l.is_open
            ));
        """,
    )
    # After the one of 0019, which takes all stakes in both away: triggers go by their names.
    _trigger(
        "client_merge",
        "INSERT OR UPDATE OF status",
        """
            PERFORM stakes_of_person(l.subject) FROM person_link AS l
            WHERE l.client = ANY (one_person(NEW.kept) || NEW.double);
        """,
    )


def _trigger(table: str, when: str, body: str) -> None:
    name = f"stake_of_person_by_{table}"
    _owner(f"{name}() RETURNS trigger", f"{body} RETURN NULL;")
    op.execute(f"""
        CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()
    """)


def _owner(head: str, body: str) -> None:
    op.execute(f"""
        CREATE FUNCTION {head} LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN {body} END $$
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
