"""The lanes of the desk's list, who last looked at a request, and what has come in since."""

from alembic import op

revision = "access_0013"
down_revision = "access_0012"
branch_labels = None
depends_on = None

OWN = "(SELECT parties())::text[]"


def upgrade() -> None:
    _list()
    # No reference to the request: that would lock its row, so that who reads waits for who decides.
    op.execute("""
        CREATE TABLE last_look (
            request_id uuid NOT NULL,
            organisation uuid NOT NULL,
            subject text NOT NULL,
            looked_at timestamptz NOT NULL,
            PRIMARY KEY (request_id, organisation, subject)
        )
    """)
    op.execute("""
        CREATE TABLE desk_news (
            id uuid PRIMARY KEY,
            request_id uuid NOT NULL REFERENCES request,
            kind text NOT NULL,
            told_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX desk_news_by_request ON desk_news (request_id, told_at)")
    _see("last_look", f"organisation::text = ANY ({OWN})")
    _see(
        "desk_news",
        f"EXISTS (SELECT FROM request WHERE request.id = request_id AND request.municipality = ANY ({OWN}))",
    )


def _list() -> None:
    """What the list is ordered and divided by stands in the row, so that an index serves it (NV-01)."""
    op.execute("ALTER TABLE request ADD COLUMN desk_lane text, ADD COLUMN can_wait boolean")
    op.execute("""
        UPDATE request SET
            pressing_at = coalesce(pressing_at, 'infinity'),
            can_wait = status <> 'open' OR NOT coalesce((facts ->> 'safety_concern')::boolean, false),
            desk_lane = CASE
                WHEN (facts ->> 'safety_concern')::boolean THEN 'safety'
                WHEN status = 'open' AND applied_on IS NOT NULL AND due_at IS NULL THEN 'answer-awaited'
                WHEN triage IS NOT NULL THEN triage
                WHEN applied_on IS NULL THEN 'report'
                ELSE 'application'
            END
    """)
    op.execute("""
        ALTER TABLE request
            ALTER desk_lane SET NOT NULL,
            ALTER can_wait SET NOT NULL,
            ALTER pressing_at SET NOT NULL
    """)
    op.execute("DROP INDEX request_on_the_list")
    here = "lane IS DISTINCT FROM 'with-provider'"
    # No expression here: row-level security would not let the place in a list be looked up by one.
    order = "can_wait, pressing_at, id"
    for name, columns, which in (
        ("request_on_the_list", "municipality", f"status = 'open' AND {here}"),
        ("request_in_its_lane", "municipality, desk_lane", "status = 'open'"),
        ("request_in_hand", "municipality, worker", "worker IS NOT NULL"),
        ("request_ever", "municipality", here),
    ):
        op.execute(f"CREATE INDEX {name} ON request ({columns}, {order}) WHERE {which}")


def _see(table: str, condition: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"""
        CREATE POLICY own_rows ON {table} USING ((SELECT sees_all()) OR {condition}) WITH CHECK (true)
    """)


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
