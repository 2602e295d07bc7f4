"""Drafts that expire: when their owner was warned, and a quick way to the longest idle ones."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("drafts", sa.Column("warned", sa.DateTime(timezone=True)))
    op.create_index("ix_drafts_updated", "drafts", ["updated"])


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
