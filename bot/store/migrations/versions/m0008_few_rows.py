"""What waits and what has buttons is found among few rows, however long a chat's history is."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

SMALL = {
    "ix_messages_waiting": "messages.state IN ('pending', 'sending')",
    "ix_messages_buttons": "messages.slot IS NOT NULL",
}


def upgrade() -> None:
    for name, which in SMALL.items():
        condition = sa.text(which)
        op.create_index(
            name,
            "messages",
            ["channel", "chat", "id"],
            sqlite_where=condition,
            postgresql_where=condition,
        )
    op.drop_index("ix_messages_state", "messages")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
