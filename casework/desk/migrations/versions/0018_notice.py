"""The versions of the privacy notice; at first the notice as published is in force."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from casework.notice.reading import as_facts, known, published
from casework.notice.versions import SHIPPED_FROM
from casework.vault.columns import instant_text

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add their table, and each notice as it is shipped."""
    table = op.create_table(
        "notice_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("recorded", sa.String(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("adopted", sa.JSON(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=True),
        sa.Column("first", sa.String(), nullable=True),
        sa.Column("put_in_force_by", sa.String(), nullable=False),
        sa.UniqueConstraint("notice", "number"),
    )
    midnight = instant_text(datetime(SHIPPED_FROM.year, SHIPPED_FROM.month, SHIPPED_FROM.day, tzinfo=UTC))
    shipped = {"number": 1, "author": "", "recorded": midnight, "based_on": 0, "adopted": [], "repeats": None}
    in_force = {"first": SHIPPED_FROM.isoformat(), "put_in_force_by": ""}
    rows = [shipped | in_force | {"notice": id, "content": as_facts(published(id))} for id in known()]
    op.bulk_insert(table, rows)


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
