"""The days of which the team has had its digest."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("day", sa.String, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_digests"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
