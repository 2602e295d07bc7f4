"""Messages know the event that they answer, so that its way can be followed in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("messages", sa.Column("reference", sa.String))


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
