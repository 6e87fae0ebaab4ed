"""Quotes that are asked of providers, and what institutions determined."""

from alembic import op

revision = "access_0003"
down_revision = "access_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE quote_request (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            request_id uuid NOT NULL REFERENCES request,
            region text NOT NULL,
            municipality text NOT NULL,
            client uuid NOT NULL,
            provider uuid NOT NULL,
            asked_by uuid NOT NULL,
            asked_as text NOT NULL,
            asked_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            question bytea NOT NULL,
            reason bytea,
            lines jsonb,
            amount_cents bigint,
            valid_from date,
            valid_until date,
            award_until timestamptz,
            plan bytea,
            declined_because text,
            is_preferred boolean NOT NULL,
            decision_id uuid REFERENCES decision,
            closed_at timestamptz,
            CONSTRAINT period_of_a_quote CHECK (valid_from <= valid_until),
            CONSTRAINT no_negative_quote CHECK (amount_cents >= 0),
            CONSTRAINT quote_whole CHECK (
                num_nonnulls(lines, amount_cents, valid_from, valid_until, award_until, plan) IN (0, 6)
            ),
            CONSTRAINT answered_by_lines CHECK (status NOT IN ('answered', 'awarded') OR lines IS NOT NULL),
            CONSTRAINT awarded_by_decision CHECK ((status = 'awarded') = (decision_id IS NOT NULL))
        )
    """)
    op.execute(
        "CREATE UNIQUE INDEX quote_awarded_once ON quote_request (request_id) WHERE status = 'awarded'"
    )
    op.execute("""
        CREATE UNIQUE INDEX quote_asked_once_of_a_provider ON quote_request (request_id, provider)
        WHERE status IN ('asked', 'answered')
    """)
    op.execute("CREATE UNIQUE INDEX quote_preferred_once ON quote_request (request_id) WHERE is_preferred")
    op.execute("CREATE INDEX quote_by_request ON quote_request (request_id, id)")
    op.execute("CREATE INDEX quote_by_provider ON quote_request (provider, due_at, id)")
    op.execute("""
        CREATE TABLE determination (
            request_id uuid PRIMARY KEY REFERENCES request,
            determined_on date NOT NULL,
            measure_kind text NOT NULL,
            authorised_from date,
            authorised_until date,
            words bytea NOT NULL,
            stored_at timestamptz NOT NULL,
            CONSTRAINT period_of_an_authorisation CHECK (authorised_from <= authorised_until),
            CONSTRAINT authorisation_whole CHECK (num_nonnulls(authorised_from, authorised_until) <> 1)
        )
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
