"""What each letter was made from: its facts, what the officer entered, and whether it goes by post or email."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add their columns."""
    for name, kind, empty in (("bound", sa.JSON(), "[]"), ("inputs", sa.JSON(), "{}"), ("form", sa.String(), "post")):
        op.add_column("paper", sa.Column(name, kind, nullable=False, server_default=empty))


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
