"""Breaches, and the people affected."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "breach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("logged", sa.Date(), nullable=False),
        sa.Column("happened", sa.String(), nullable=True),
        sa.Column("discovered", sa.String(), nullable=False),
        sa.Column("aware", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("score", sa.String(), nullable=True),
        sa.Column("band", sa.String(), nullable=True),
        sa.Column("regulator", sa.String(), nullable=True),
        sa.Column("people", sa.String(), nullable=True),
        sa.Column("notified", sa.String(), nullable=True),
        sa.Column("told", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("cause", "band", "outcome"):
        op.create_index(f"ix_breach_{column}", "breach", [column], unique=False)
    op.create_index("ix_breach_reference", "breach", ["reference"], unique=True)
    op.create_table(
        "affected",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("letter", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_affected_reference", "affected", ["reference"], unique=False)
    op.create_index("ix_affected_person_id", "affected", ["person_id"], unique=False)


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
