"""What a grant counts as, what is expected back, what moved on; lines of absence; warnings of a frame."""

import yaml
from alembic import op
from sqlalchemy import text

revision = "access_0005"
down_revision = "access_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE care_grant
            ADD municipality text,
            ADD route text,
            ADD funding text,
            ADD buying text,
            ADD moved_from uuid REFERENCES care_grant,
            ADD expected_back_cents bigint NOT NULL DEFAULT 0
    """)
    # Where a decision has more choices, a stay comes from its own route and all else from another.
    op.execute("""
        UPDATE care_grant AS g SET
            municipality = d.municipality,
            route = (
                SELECT choice ->> 'route' FROM jsonb_array_elements(d.choices) AS choice
                ORDER BY ((choice ->> 'route') = 'stay') = (g.component = 'stay') DESC LIMIT 1
            ),
            buying = CASE g.component WHEN 'stay' THEN 'residential' ELSE g.component END
        FROM decision AS d WHERE d.id = g.decision_id
    """)
    _find_stays_in_living()
    op.execute("""
        ALTER TABLE care_grant
            ALTER municipality SET NOT NULL,
            ALTER route SET NOT NULL,
            ALTER buying SET NOT NULL,
            ALTER expected_back_cents DROP DEFAULT,
            DROP CONSTRAINT grant_once_per_component,
            ADD CONSTRAINT grant_moves_once UNIQUE (moved_from),
            ADD CONSTRAINT all_that_is_left_is_expected_back CHECK (
                expected_back_cents IN (0, committed_cents - due_cents - returned_cents)
            )
    """)
    op.execute("""
        CREATE UNIQUE INDEX grant_once_per_component ON care_grant (decision_id, component, intensity)
        NULLS NOT DISTINCT WHERE moved_from IS NULL
    """)
    op.execute("CREATE INDEX grant_by_year ON care_grant (municipality, valid_from)")
    op.execute("ALTER TABLE delivery ADD left_cents bigint, ADD is_absence boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE delivery ALTER is_absence DROP DEFAULT")
    op.execute("""
        ALTER TABLE signal
            ALTER request_id DROP NOT NULL,
            ALTER grant_id DROP NOT NULL,
            ADD delivery_id uuid,
            ADD frame_line text,
            ADD percent integer,
            ADD CONSTRAINT signal_about_one CHECK (num_nonnulls(grant_id, frame_line) = 1)
    """)
    op.execute("""
        CREATE TABLE frame_warning (
            id uuid PRIMARY KEY,
            municipality text NOT NULL,
            year integer NOT NULL,
            line text NOT NULL,
            percent integer NOT NULL,
            warned_at timestamptz NOT NULL,
            CONSTRAINT frame_warned_once UNIQUE (municipality, year, line, percent)
        )
    """)


def _find_stays_in_living() -> None:
    """Which intensities are of living, each policy text that was kept says itself."""
    connection = op.get_bind()
    for sha256, kept in connection.execute(text("SELECT sha256, text FROM policy_text")).all():
        listed = yaml.safe_load(kept)["intensities"]["living"].get("list", ())
        connection.execute(
            text("""
                UPDATE care_grant SET buying = 'living' FROM decision
                WHERE decision.id = decision_id AND policy_sha256 = :sha256 AND intensity = ANY(:living)
            """),
            {"sha256": sha256, "living": [each["id"] for each in listed]},
        )


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
