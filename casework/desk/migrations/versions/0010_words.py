"""Decisions on words within a field, and the council's own office terms."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Rebuild the table of decisions with a place in its key, keep its rows, and add the council's office terms."""
    op.rename_table("decision", "decision_before")
    op.create_table(
        "decision",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("exemption", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("reference", "person_id", "item_id", "field", "segment", "first", "last"),
    )
    op.execute(
        "INSERT INTO decision SELECT reference, person_id, item_id, field, -1, 0, 0, decision, exemption, reason"
        " FROM decision_before ORDER BY rowid"
    )
    op.drop_table("decision_before")
    op.add_column("council", sa.Column("office_terms", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
