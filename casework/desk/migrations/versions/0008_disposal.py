"""Disposals, what was erased, and what the council asks of a disposal."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables of disposals and of erased records; give the council's profile its three settings."""
    op.create_table(
        "erased",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "disposal",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("proposed", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("approved", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("done", sa.Date(), nullable=True),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("certificate", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("reference"),
    )
    op.create_table(
        "disposalline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disposal", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("record_class", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_disposalline_disposal", "disposalline", ["disposal"], unique=False)
    op.create_index("ix_disposalline_item_id", "disposalline", ["item_id"], unique=False)
    op.create_table(
        "instruction",
        sa.Column("disposal", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("instructed", sa.Date(), nullable=True),
        sa.Column("confirmed", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("disposal", "source_id"),
    )
    op.create_table(
        "anonymous",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_class", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_anonymous_record_class", "anonymous", ["record_class"], unique=False)
    op.add_column("schedule", sa.Column("anonymise", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("council", sa.Column("second_officer", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("council", sa.Column("backup_days", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("council", sa.Column("smallest_group", sa.Integer(), nullable=False, server_default="5"))


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
