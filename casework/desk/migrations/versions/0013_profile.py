"""The council's own details, the regulator's name by date; grounds that are not named; sick pay without a minimum."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Mark the profile to be looked at when the desk is opened; let go of the regulator's name."""
    op.add_column("council", sa.Column("own_details", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_column("council", "regulator")
    op.execute(
        "UPDATE schedule SET standing = 'practice', basis = 'HMRC advice', source = 'HMRC manual SPM210100' "
        "WHERE id = 'r10' AND standing = 'statutory'"
    )
    op.add_column("decision", sa.Column("unnamed", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
