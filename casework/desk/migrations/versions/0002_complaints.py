"""Complaints, and cases found by their words and by whether they are open."""

import json

import sqlalchemy as sa
from alembic import op

from casework.text.canonical import fold

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of complaints; give each request the words it is found by."""
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("recognised", sa.Date(), nullable=False),
        sa.Column("logged", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("complainant", sa.JSON(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_complaint_about", "complaint", ["about"], unique=False)
    op.create_index("ix_complaint_outcome", "complaint", ["outcome"], unique=False)
    op.create_index("ix_complaint_reference", "complaint", ["reference"], unique=True)
    op.add_column("request", sa.Column("words", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_request_outcome", "request", ["outcome"], unique=False)
    columns = "id, reference, requester, subject, service, owner, asked, rights, outcome"
    for row in op.get_bind().execute(sa.text(f"SELECT {columns} FROM request")).mappings().all():
        subject = json.loads(row["subject"])
        said = [row["reference"], json.loads(row["requester"])["name"], subject["name"], *subject["former_names"]]
        said += [row["service"], row["owner"], row["asked"], *json.loads(row["rights"]), row["outcome"] or "open"]
        words = {"words": fold(" ".join(part for part in said if part)), "id": row["id"]}
        op.get_bind().execute(sa.text("UPDATE request SET words = :words WHERE id = :id"), words)


def downgrade() -> None:
    """There is no downgrade: an older version refuses a newer desk, and the backup made before is beside the desk."""
    raise NotImplementedError
