"""What a paper is checked by again when it leaves: the register it was read against, and the blocks of a letter."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Give each paper the two; those made before have neither."""
    op.add_column("paper", sa.Column("against", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("paper", sa.Column("blocks", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """There is no way back: an older version refuses a newer desk, and the backup made before stands beside it."""
    raise NotImplementedError
