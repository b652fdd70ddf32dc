"""What a paper is checked against when it leaves: the register it was checked with, and the blocks of a letter."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add both columns to papers; existing papers have neither."""
    op.add_column("paper", sa.Column("against", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("paper", sa.Column("blocks", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
