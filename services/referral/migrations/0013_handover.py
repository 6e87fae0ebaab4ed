"""Handovers, ends of care without a receiver, consultations of a specialist, and scores after care."""

from alembic import op

revision = "referral_0013"
down_revision = "referral_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE handover (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            placement uuid NOT NULL REFERENCES placement_request (id),
            referral uuid NOT NULL REFERENCES referral (id),
            client uuid NOT NULL REFERENCES client (id),
            region text NOT NULL,
            provider uuid NOT NULL,
            sender uuid NOT NULL,
            receiver uuid,
            destination text NOT NULL,
            papers bytea NOT NULL,
            proposed_at timestamptz NOT NULL,
            confirm_by timestamptz NOT NULL,
            settled_at timestamptz,
            contact_on date,
            spoken_with bytea,
            package_went_along boolean,
            return_reason text
        )
    """)
    op.execute(
        "CREATE UNIQUE INDEX handover_one_unsettled ON handover (placement, destination) "
        "WHERE status IN ('proposed', 'returned')"
    )
    for column in ("placement", "receiver", "sender", "provider"):
        op.execute(f"CREATE INDEX handover_by_{column} ON handover ({column}, id)")
    op.execute("""
        CREATE TABLE end_without_receiver (
            placement uuid PRIMARY KEY REFERENCES placement_request (id),
            client uuid NOT NULL REFERENCES client (id),
            binding text NOT NULL,
            why bytea,
            recorded_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE consultation (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            region text NOT NULL,
            asker uuid NOT NULL,
            provider uuid NOT NULL,
            age smallint NOT NULL,
            domains text[] NOT NULL,
            question bytea NOT NULL,
            asked_at timestamptz NOT NULL,
            reply_by timestamptz NOT NULL,
            reply bytea,
            decline_reason text,
            closed_at timestamptz,
            referral uuid REFERENCES referral (id)
        )
    """)
    op.execute("CREATE INDEX consultation_by_asker ON consultation (asker, id)")
    op.execute("CREATE INDEX consultation_by_provider ON consultation (provider, id)")
    op.execute("CREATE INDEX consultation_by_referral ON consultation (referral)")
    op.execute("""
        CREATE TABLE experience (
            trajectory bytea PRIMARY KEY,
            provider uuid NOT NULL,
            region text NOT NULL,
            listened smallint NOT NULL,
            decided_along smallint NOT NULL,
            helped smallint NOT NULL,
            overall smallint NOT NULL
        )
    """)
    op.execute("CREATE INDEX experience_by_provider ON experience (provider, region)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
