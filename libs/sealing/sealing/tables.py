"""The table of keys that each room's database has."""

import sqlalchemy as sa

sealing_metadata = sa.MetaData()

# A key whose `wrapped` is null was destroyed: what was sealed under it can never be read again.
data_key = sa.Table(
    "data_key",
    sealing_metadata,
    sa.Column("data_subject", sa.Uuid, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
)
