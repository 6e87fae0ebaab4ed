"""The register of organisations."""

from alembic import op

revision = "provider_registry_0001"
down_revision = None
branch_labels = ("provider_registry",)
depends_on = ("kit_0001",)


def upgrade() -> None:
    op.execute("""
        CREATE TABLE organisation (
            id uuid PRIMARY KEY,
            kind text NOT NULL,
            name text NOT NULL,
            regions text[] NOT NULL,
            area text,
            agb text,
            kvk text,
            active_until timestamptz,
            version integer NOT NULL
        )
    """)
    op.execute("CREATE INDEX organisation_by_region ON organisation USING gin (regions)")


def downgrade() -> None:
    raise NotImplementedError("a room's database goes forward only")
