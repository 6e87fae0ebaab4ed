"""Deliveries that came as one file: each line counts once, and the report is kept for who sends it again."""

from alembic import op

revision = "access_0015"
down_revision = "access_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE delivery_upload (
            id uuid PRIMARY KEY,
            provider uuid NOT NULL,
            made_at timestamptz NOT NULL,
            report jsonb NOT NULL
        )
    """)
    op.execute("CREATE INDEX delivery_upload_by_provider ON delivery_upload (provider, made_at)")
    op.execute("""
        CREATE TABLE uploaded_line (
            entitlement_id uuid NOT NULL REFERENCES entitlement,
            known_by bytea NOT NULL,
            said bytea NOT NULL,
            PRIMARY KEY (entitlement_id, known_by)
        )
    """)
    # As `see` of 0011: a report is for who sent the file, a line for who sees its entitlement.
    own = "ANY ((SELECT parties())::text[])"
    on_entitlement = "EXISTS (SELECT FROM entitlement WHERE entitlement.id = entitlement_id)"
    for table, condition in (
        ("delivery_upload", f"provider::text = {own}"),
        ("uploaded_line", on_entitlement),
    ):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"""
            CREATE POLICY own_rows ON {table} USING ((SELECT sees_all()) OR {condition}) WITH CHECK (true)
        """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
