"""Duty lines, who can be on call, and shifts."""

from alembic import op

revision = "crisis_0001"
down_revision = None
branch_labels = ("crisis",)
depends_on = ("kit_0001",)


def upgrade() -> None:
    # A trusted extension: the owner of the database may create it. Without it GiST knows no equality.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("""
        CREATE TABLE duty_line (
            id uuid PRIMARY KEY,
            region text NOT NULL,
            name_nl text NOT NULL,
            name_en text NOT NULL,
            municipalities text[] NOT NULL,
            crisis_group uuid[] NOT NULL,
            version integer NOT NULL
        )
    """)
    op.execute("CREATE INDEX duty_line_by_region ON duty_line (region, id)")
    op.execute("CREATE INDEX duty_line_by_municipality ON duty_line USING gin (municipalities)")
    op.execute("""
        CREATE TABLE on_call_worker (
            id uuid PRIMARY KEY,
            organisation uuid NOT NULL,
            name text NOT NULL,
            telephone text NOT NULL,
            version integer NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE shift (
            id uuid PRIMARY KEY,
            duty_line uuid NOT NULL REFERENCES duty_line (id),
            worker uuid NOT NULL REFERENCES on_call_worker (id),
            rank smallint NOT NULL,
            starts_at timestamptz NOT NULL,
            ends_at timestamptz NOT NULL,
            status text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT shift_ends_after_its_start CHECK (starts_at < ends_at),
            CONSTRAINT shift_one_per_rank_and_instant EXCLUDE USING gist (
                duty_line WITH =, rank WITH =, tstzrange(starts_at, ends_at) WITH &&
            ) WHERE (status = 'planned')
        )
    """)
    op.execute("CREATE INDEX shift_by_start ON shift (duty_line, starts_at, id)")
    op.execute("CREATE INDEX shift_by_end ON shift (duty_line, ends_at)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
