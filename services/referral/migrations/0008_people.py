"""Who has a say, consent per person and act, contact preferences, secrecy marks, stopped feedback."""

from alembic import op

revision = "referral_0008"
down_revision = "referral_0007"
branch_labels = None
depends_on = None

WHOSE = "id uuid PRIMARY KEY, version integer NOT NULL, client uuid NOT NULL REFERENCES client (id)"
REFERRAL = "referral uuid NOT NULL REFERENCES referral (id)"
ENTERED = "recorded_at timestamptz NOT NULL, recorded_by uuid NOT NULL"


def upgrade() -> None:
    op.execute(f"""
        CREATE TABLE person_with_say (
            {WHOSE},
            {REFERRAL},
            kind text NOT NULL,
            has_authority boolean NOT NULL,
            first_day date,
            last_day date,
            told_by text NOT NULL,
            organisation uuid,
            name bytea NOT NULL,
            address bytea,
            {ENTERED}
        )
    """)
    op.execute("CREATE INDEX person_with_say_by_referral ON person_with_say (referral, id)")
    op.execute("CREATE INDEX person_with_say_by_client ON person_with_say (client)")
    op.execute(f"""
        CREATE TABLE consent (
            {WHOSE},
            {REFERRAL},
            status text NOT NULL,
            act text NOT NULL,
            person uuid REFERENCES person_with_say (id),
            asked_on date NOT NULL,
            answered_on date,
            until date,
            {ENTERED}
        )
    """)
    op.execute("CREATE INDEX consent_by_referral ON consent (referral, id)")
    # A null person is the young person, of whom there is one.
    op.execute("""
        CREATE UNIQUE INDEX consent_one_pending ON consent (referral, act, person)
        NULLS NOT DISTINCT WHERE status = 'pending'
    """)
    op.execute(f"""
        CREATE TABLE consent_exception (
            {WHOSE},
            {REFERRAL},
            act text NOT NULL,
            code text NOT NULL,
            person uuid REFERENCES person_with_say (id),
            order_number bytea,
            first_day date NOT NULL,
            last_day date,
            {ENTERED}
        )
    """)
    op.execute("CREATE INDEX consent_exception_by_referral ON consent_exception (referral, id)")
    op.execute(f"""
        CREATE TABLE contact_preference (
            client uuid PRIMARY KEY REFERENCES client (id),
            version integer NOT NULL,
            no_letter_home boolean NOT NULL,
            deliver_by text,
            not_to_tell uuid[] NOT NULL,
            {ENTERED}
        )
    """)
    op.execute(f"""
        CREATE TABLE secrecy_mark (
            {WHOSE},
            status text NOT NULL,
            reason text NOT NULL,
            set_at timestamptz NOT NULL,
            set_by uuid NOT NULL,
            lifted_at timestamptz,
            lifted_by uuid,
            lift_reason text
        )
    """)
    op.execute("CREATE INDEX secrecy_mark_by_client ON secrecy_mark (client, id)")
    op.execute("CREATE UNIQUE INDEX secrecy_mark_one ON secrecy_mark (client) WHERE status = 'in-force'")
    op.execute(f"""
        CREATE TABLE feedback_stop (
            {WHOSE},
            {REFERRAL},
            status text NOT NULL,
            told_on date NOT NULL,
            {ENTERED},
            lifted_on date,
            lifted_at timestamptz,
            lifted_by uuid
        )
    """)
    op.execute("CREATE INDEX feedback_stop_by_referral ON feedback_stop (referral, id)")
    op.execute("CREATE UNIQUE INDEX feedback_stop_one ON feedback_stop (referral) WHERE status = 'in-force'")
    op.execute("ALTER TABLE referral ADD COLUMN feedback_stopped_at timestamptz, ADD COLUMN status_told text")
    op.execute("ALTER TABLE milestone ADD COLUMN is_withheld boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE milestone ALTER COLUMN is_withheld DROP DEFAULT")
    op.execute("ALTER TABLE letter ADD COLUMN deliver_by text")
    # Where a mark of secrecy hides who acted, nobody is named.
    op.execute("ALTER TABLE message ALTER COLUMN acted_organisation DROP NOT NULL")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
