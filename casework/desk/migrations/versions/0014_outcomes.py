"""How each right of a case ended; empty of cases closed before a closing had to be proved."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add their columns."""
    for table in ("request", "complaint"):
        op.add_column(table, sa.Column("outcomes", sa.JSON(), nullable=True))


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
