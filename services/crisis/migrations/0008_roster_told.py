"""What changes in the roster is told to every process that answers from memory.

One trigger per statement and not per row: 26 weeks of shifts are written at once.
"""

from alembic import op

revision = "crisis_0008"
down_revision = "crisis_0007"
branch_labels = None
depends_on = None

TELLS = """
    CREATE FUNCTION crisis_tells_{name}() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('crisis_roster', told) FROM ({told}) AS changed (told); RETURN NULL; END $$
"""
TOLD = {
    "duty_line": "SELECT DISTINCT 'line:' || id FROM touched",
    "shift": "SELECT DISTINCT 'line:' || duty_line FROM touched",
    "on_call_worker": "SELECT DISTINCT 'worker:' || id FROM touched",
    # When an organisation ends, so do the shifts of its workers; that is rare, so all is read anew.
    "known_organisation": "SELECT 'all' WHERE EXISTS (SELECT FROM touched JOIN on_call_worker"
    " ON organisation = touched.id)",
}


def upgrade() -> None:
    for table, told in TOLD.items():
        op.execute(TELLS.format(name=table, told=told))
        # Rows that a statement touched stand under one name for one kind of statement only.
        for what, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER {table}_tells_{what.lower()} AFTER {what} ON {table}"
                f" REFERENCING {rows} TABLE AS touched"
                f" FOR EACH STATEMENT EXECUTE FUNCTION crisis_tells_{table}()"
            )


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
