"""What ends in one case: the first end, by which an institution's list goes, and which ends were told."""

from alembic import op

revision = "access_0014"
down_revision = "access_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE request
            ADD COLUMN authorised_until date,
            ADD COLUMN first_end date,
            ADD COLUMN ends_told text[] NOT NULL DEFAULT '{}'
    """)
    # Of what stands already the measure is the end that is known without asking further; the others follow
    # with the next change of the case.
    op.execute("""
        UPDATE request SET first_end = measure_until
        WHERE status <> 'closed' AND facts ->> 'referrer' = 'certified-institution'
    """)
    op.execute("""
        CREATE INDEX request_by_first_end
            ON request (referrer_organisation, coalesce(first_end, 'infinity'::date), id)
            WHERE status <> 'closed'
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
