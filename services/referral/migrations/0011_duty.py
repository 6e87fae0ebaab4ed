"""Who stops, who is passed on, who leads a partnership, and what is reported of the duty to accept."""

from alembic import op

revision = "referral_0011"
down_revision = "referral_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE placement_request ADD COLUMN partnership uuid")
    op.execute("ALTER TABLE placement_request ADD COLUMN lead uuid")
    op.execute(
        "CREATE INDEX placement_request_by_lead ON placement_request (lead, id) WHERE lead IS NOT NULL"
    )
    op.execute("""
        CREATE TABLE known_contract (
            id uuid PRIMARY KEY,
            provider uuid NOT NULL,
            form text NOT NULL,
            level text NOT NULL,
            municipalities text[] NOT NULL,
            status text NOT NULL,
            valid_from date NOT NULL,
            valid_until date,
            suspended_on date
        )
    """)
    op.execute("CREATE INDEX known_contract_by_provider ON known_contract (provider)")
    op.execute("""
        CREATE TABLE known_partnership (
            id uuid PRIMARY KEY,
            region text NOT NULL,
            lead uuid NOT NULL,
            members uuid[] NOT NULL,
            valid_from date NOT NULL,
            valid_until date
        )
    """)
    op.execute("CREATE INDEX known_partnership_by_member ON known_partnership USING gin (members)")
    op.execute("""
        CREATE TABLE transfer (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            referral uuid NOT NULL REFERENCES referral (id),
            client uuid NOT NULL REFERENCES client (id),
            region text NOT NULL,
            municipality text NOT NULL,
            grant_id uuid NOT NULL REFERENCES granted (id),
            placement uuid NOT NULL REFERENCES placement_request (id),
            provider uuid NOT NULL,
            cause text NOT NULL,
            last_day date NOT NULL,
            listed_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            closed_at timestamptz,
            next_provider uuid,
            closing_reason text
        )
    """)
    op.execute("CREATE UNIQUE INDEX transfer_one_open ON transfer (placement) WHERE status = 'open'")
    op.execute("CREATE INDEX transfer_by_municipality ON transfer (municipality, id)")
    op.execute("CREATE INDEX transfer_by_referral ON transfer (referral)")
    op.execute("CREATE INDEX transfer_open_by_provider ON transfer (provider) WHERE status = 'open'")
    op.execute("""
        CREATE TABLE onward_referral (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            referral uuid NOT NULL REFERENCES referral (id),
            client uuid NOT NULL REFERENCES client (id),
            region text NOT NULL,
            municipality text NOT NULL,
            grant_id uuid NOT NULL REFERENCES granted (id),
            placement uuid NOT NULL REFERENCES placement_request (id),
            from_provider uuid NOT NULL,
            to_provider uuid,
            reason text NOT NULL,
            number integer NOT NULL,
            is_back boolean NOT NULL,
            asked_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            decided_at timestamptz,
            last_day date
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX onward_referral_one_waiting ON onward_referral (placement)
            WHERE status IN ('agreed', 'asked')
    """)
    op.execute("CREATE INDEX onward_referral_by_client ON onward_referral (client, id)")
    op.execute("CREATE INDEX onward_referral_by_referral ON onward_referral (referral, id)")
    op.execute("CREATE INDEX onward_referral_by_municipality ON onward_referral (municipality, asked_at)")
    op.execute("""
        CREATE TABLE duty_report (
            id uuid PRIMARY KEY,
            region text NOT NULL,
            municipality text NOT NULL,
            referral uuid NOT NULL REFERENCES referral (id),
            placement uuid NOT NULL REFERENCES placement_request (id),
            provider uuid NOT NULL,
            lead uuid,
            ground text,
            reported_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX duty_report_by_municipality ON duty_report (municipality, reported_at)")
    op.execute("CREATE UNIQUE INDEX duty_report_by_placement ON duty_report (placement)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
