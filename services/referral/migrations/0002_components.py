"""Each component of a referral has its own placements; drafts of the referrals that follow a crisis."""

from alembic import op

revision = "referral_0002"
down_revision = "referral_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE granted ADD COLUMN provider uuid")
    op.execute("ALTER TABLE granted ADD COLUMN etmalen integer")
    op.execute("ALTER TABLE granted ADD COLUMN intensity text")
    op.execute("ALTER TABLE milestone ADD COLUMN component text")
    # Stay and treatment may be at two providers (IJS-24): one open question per grant, not per referral.
    op.execute("DROP INDEX placement_request_one_open")
    op.execute("""
        CREATE UNIQUE INDEX placement_request_one_open ON placement_request (grant_id)
        WHERE status IN ('accepted', 'in-care', 'requested')
    """)
    # What waits for a provider is the grant from now on; until now a referral had one.
    op.execute("""
        UPDATE deadline SET ref = granted.id FROM granted
        WHERE deadline.kind = 'next-placement' AND deadline.fired_at IS NULL
          AND granted.referral = deadline.ref
    """)
    op.execute("""
        CREATE TABLE referral_draft (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            alarm uuid NOT NULL,
            organisation uuid NOT NULL,
            made_by_municipality boolean NOT NULL,
            region text NOT NULL,
            municipality text NOT NULL,
            component text NOT NULL,
            route text NOT NULL,
            safety boolean NOT NULL,
            age smallint,
            is_drill boolean NOT NULL,
            created_at timestamptz NOT NULL,
            closed_at timestamptz,
            referral uuid REFERENCES referral (id)
        )
    """)
    # An alarm that is told closed twice leaves one draft per component all the same.
    op.execute("CREATE UNIQUE INDEX referral_draft_by_alarm ON referral_draft (alarm, component)")
    op.execute("CREATE INDEX referral_draft_by_organisation ON referral_draft (organisation, id)")
    op.execute("CREATE INDEX referral_draft_by_municipality ON referral_draft (municipality, id)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
