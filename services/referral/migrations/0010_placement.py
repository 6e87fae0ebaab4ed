"""Several providers asked at once, the choice among them, their questions, and a start that is moved."""

from alembic import op

revision = "referral_0010"
down_revision = "referral_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE placement_round (
            id uuid PRIMARY KEY,
            referral uuid NOT NULL REFERENCES referral (id),
            grant_id uuid NOT NULL REFERENCES granted (id),
            mode text NOT NULL,
            asked_by uuid NOT NULL,
            asked_at timestamptz NOT NULL,
            shown uuid[] NOT NULL,
            warned_at timestamptz
        )
    """)
    op.execute("CREATE INDEX placement_round_by_grant ON placement_round (grant_id, id)")
    # Until now every provider was asked alone; by whom was not kept, so that the referrer stands for it.
    op.execute("""
        INSERT INTO placement_round (id, referral, grant_id, mode, asked_by, asked_at, shown)
        SELECT asked.id, asked.referral, asked.grant_id, 'first-closes', referral.organisation,
            asked.requested_at, '{}'
        FROM placement_request AS asked JOIN referral ON referral.id = asked.referral
    """)
    op.execute("ALTER TABLE placement_request ADD COLUMN round uuid REFERENCES placement_round (id)")
    op.execute("ALTER TABLE placement_request ADD COLUMN mode text")
    op.execute("ALTER TABLE placement_request ADD COLUMN is_urgent boolean")
    op.execute("ALTER TABLE placement_request ADD COLUMN safety boolean")
    op.execute("""
        UPDATE placement_request AS asked
        SET round = asked.id, mode = 'first-closes', is_urgent = referral.urgency = 'urgent',
            safety = referral.safety
        FROM referral WHERE referral.id = asked.referral
    """)
    for column in ("round", "mode", "is_urgent", "safety"):
        op.execute(f"ALTER TABLE placement_request ALTER COLUMN {column} SET NOT NULL")
    op.execute("ALTER TABLE placement_request ADD COLUMN offered_at timestamptz")
    op.execute("ALTER TABLE placement_request ADD COLUMN enrolment uuid")
    op.execute("ALTER TABLE placement_request ADD COLUMN redirected_to uuid")
    op.execute("ALTER TABLE placement_request ADD COLUMN start_moved_because text")
    op.execute("ALTER TABLE placement_request ADD COLUMN professional bytea")
    op.execute("DROP INDEX placement_request_one_open")
    op.execute("""
        CREATE UNIQUE INDEX placement_request_one_taken ON placement_request (grant_id)
        WHERE status IN ('accepted', 'in-care')
    """)
    op.execute("""
        CREATE UNIQUE INDEX placement_request_once_per_provider ON placement_request (grant_id, provider)
        WHERE status IN ('accepted', 'in-care', 'offered', 'requested')
    """)
    op.execute("CREATE INDEX placement_request_by_round ON placement_request (round)")
    op.execute("""
        CREATE INDEX placement_request_unanswered ON placement_request (provider, answer_due_at, id)
        WHERE status = 'requested'
    """)
    op.execute("""
        CREATE TABLE provider_choice (
            id uuid PRIMARY KEY,
            round uuid NOT NULL REFERENCES placement_round (id),
            placement uuid NOT NULL REFERENCES placement_request (id),
            provider uuid NOT NULL,
            chosen_by text NOT NULL,
            reason text,
            recorded_at timestamptz NOT NULL,
            recorded_by uuid NOT NULL
        )
    """)
    op.execute("CREATE UNIQUE INDEX provider_choice_by_round ON provider_choice (round)")
    op.execute("""
        CREATE TABLE placement_question (
            id uuid PRIMARY KEY,
            version integer NOT NULL,
            status text NOT NULL,
            placement uuid NOT NULL REFERENCES placement_request (id),
            client uuid NOT NULL REFERENCES client (id),
            kind text NOT NULL,
            words bytea NOT NULL,
            asked_at timestamptz NOT NULL,
            answer_due_at timestamptz NOT NULL,
            answer bytea,
            answered_at timestamptz,
            answered_by uuid
        )
    """)
    op.execute("CREATE INDEX placement_question_by_placement ON placement_question (placement, id)")
    op.execute("""
        CREATE UNIQUE INDEX placement_question_one_open ON placement_question (placement)
        WHERE status = 'open'
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
