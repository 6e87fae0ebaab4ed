"""Report and application, triage, who has a request, questions of the desk; why a quote was not awarded."""

from alembic import op

revision = "access_0008"
down_revision = "access_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE request
            ADD COLUMN applied_on date,
            ADD COLUMN triage text,
            ADD COLUMN look_by timestamptz,
            ADD COLUMN worker text,
            ADD COLUMN pressing_at timestamptz
    """)
    # Until now everything counted as an application from the day on which it was sent.
    op.execute("""
        UPDATE request SET applied_on = (submitted_at AT TIME ZONE 'Europe/Amsterdam')::date,
            pressing_at = due_at
    """)
    op.execute("DROP INDEX request_on_the_list")
    op.execute("""
        CREATE INDEX request_on_the_list ON request (municipality, pressing_at, id) WHERE status = 'open'
    """)
    op.execute("""
        CREATE TABLE triage (
            id uuid PRIMARY KEY,
            request_id uuid NOT NULL REFERENCES request,
            urgency text NOT NULL,
            domain text,
            complexity text,
            look_by timestamptz NOT NULL,
            worker text NOT NULL,
            triaged_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX triage_by_request ON triage (request_id, id)")
    op.execute("""
        CREATE TABLE desk_question (
            id uuid PRIMARY KEY,
            request_id uuid NOT NULL REFERENCES request,
            asked_of text NOT NULL,
            asked_on date NOT NULL,
            question bytea NOT NULL,
            answered_on date,
            answer bytea,
            worker text NOT NULL,
            asked_at timestamptz NOT NULL,
            CONSTRAINT answered_after_asking CHECK (asked_on <= answered_on),
            CONSTRAINT an_answer_has_its_day CHECK (answer IS NULL OR answered_on IS NOT NULL)
        )
    """)
    op.execute("CREATE INDEX desk_question_by_request ON desk_question (request_id, id)")
    op.execute("""
        ALTER TABLE quote_request
            ADD COLUMN result bytea,
            ADD COLUMN term_days integer,
            ADD COLUMN not_awarded_because text
    """)
    op.execute(
        "UPDATE quote_request SET not_awarded_because = 'another-awarded' WHERE status = 'not-awarded'"
    )
    op.execute("""
        ALTER TABLE quote_request
            ADD CONSTRAINT term_of_a_quote CHECK (term_days >= 1),
            ADD CONSTRAINT not_awarded_on_a_ground
                CHECK ((status = 'not-awarded') = (not_awarded_because IS NOT NULL))
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
