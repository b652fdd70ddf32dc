"""Recipients, what they received, processors, changes of purpose, the statement of security measures; none at first."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add their tables."""
    op.create_table(
        "recipient",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recipient_reference", "recipient", ["reference"])
    op.create_table(
        "disclosure_log",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("recipient_id", sa.Integer(), sa.ForeignKey("recipient.id"), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("on", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("record_class", sa.String(), nullable=False),
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("recipient_id", "person_id", "reference", "proposal"):
        op.create_index(f"ix_disclosure_log_{column}", "disclosure_log", [column])
    op.create_table(
        "processor",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("signed", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("sub_processors", sa.JSON(), nullable=False),
        sa.Column("breach_contact", sa.String(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "security_statement",
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("recorded", sa.String(), nullable=False),
        sa.Column("approved", sa.String(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=False),
    )
    op.create_table(
        "purpose_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("by_consent", sa.Boolean(), nullable=False),
        sa.Column("why_no_consent", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("provision", sa.String(), nullable=False),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("decided", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "purpose_change_person",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("change_id", sa.Integer(), sa.ForeignKey("purpose_change.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(), nullable=True),
    )
    for column in ("change_id", "person_id"):
        op.create_index(f"ix_purpose_change_person_{column}", "purpose_change_person", [column])


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
