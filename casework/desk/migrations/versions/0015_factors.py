"""What was answered to the questions of a ground, kept with the decision made on it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add its column."""
    op.add_column("decision", sa.Column("factors", sa.JSON(), nullable=True))


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
