"""Decisions that stand ready: one for a request, sealed, to be made at its moment or taken back before."""

from alembic import op

revision = "access_0012"
down_revision = "access_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE ready_decision (
            request_id uuid PRIMARY KEY REFERENCES request (id),
            id uuid NOT NULL,
            version integer NOT NULL,
            kind text NOT NULL,
            status text NOT NULL,
            quote_request_id uuid REFERENCES quote_request (id),
            subject text NOT NULL,
            organisation uuid NOT NULL,
            role text NOT NULL,
            said bytea,
            ready_at timestamptz NOT NULL,
            goes_at timestamptz NOT NULL,
            reasons jsonb NOT NULL,
            CONSTRAINT an_award_has_its_quote CHECK ((kind = 'award') = (quote_request_id IS NOT NULL)),
            CONSTRAINT what_is_ready_can_be_made CHECK (status <> 'ready' OR said IS NOT NULL)
        )
    """)
    # As `see` of 0011: what stands ready on a request is for who decides it now, also after a move.
    op.execute("ALTER TABLE ready_decision ENABLE ROW LEVEL SECURITY")
    op.execute("""
        CREATE POLICY own_rows ON ready_decision USING (
            (SELECT sees_all()) OR EXISTS (
                SELECT FROM request WHERE request.id = request_id
                AND request.municipality = ANY ((SELECT parties())::text[])
            )
        ) WITH CHECK (true)
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
