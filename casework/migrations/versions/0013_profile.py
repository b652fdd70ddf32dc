"""The council's own details, the regulator's name by date; grounds that are not named in a letter."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0009"


def upgrade() -> None:
    """Mark the profile to be looked at when the desk is opened; let go of the regulator's name."""
    op.add_column("council", sa.Column("own_details", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_column("council", "regulator")
    op.add_column("decision", sa.Column("unnamed", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """There is no way back: an older version refuses a newer desk, and the backup made before stands beside it."""
    raise NotImplementedError
