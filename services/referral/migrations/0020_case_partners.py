"""Case partners: a party outside the referral has a task in the case, for a time (HLM-13)."""

from alembic import op

revision = "referral_0020"
down_revision = "referral_0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE case_partner (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            client uuid NOT NULL REFERENCES client (id),
            referral uuid NOT NULL REFERENCES referral (id),
            region text NOT NULL,
            organisation uuid NOT NULL,
            kind text NOT NULL,
            purpose bytea NOT NULL,
            contact bytea NOT NULL,
            first_day date NOT NULL,
            last_day date NOT NULL,
            added_by uuid NOT NULL,
            added_at timestamptz NOT NULL,
            ended_at timestamptz,
            CONSTRAINT case_partner_in_order CHECK (first_day <= last_day)
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX case_partner_once ON case_partner (referral, organisation) WHERE ended_at IS NULL
    """)
    op.execute("CREATE INDEX case_partner_by_organisation ON case_partner (organisation, id)")
    op.execute("CREATE INDEX case_partner_by_client ON case_partner (client)")
    # The partner sees that it is one, and gets no stake: the case itself stays hidden from its organisation,
    # but for the fields of its role that one use case hands over.
    op.execute("ALTER TABLE case_partner ENABLE ROW LEVEL SECURITY")
    op.execute("""
        CREATE POLICY own_rows ON case_partner USING (
            (SELECT sees_all()) OR organisation::text = ANY ((SELECT parties())::text[])
            OR EXISTS (SELECT FROM stake WHERE stake.ref = case_partner.referral)
        ) WITH CHECK (true)
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
