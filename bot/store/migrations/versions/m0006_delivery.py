"""What goes first, who blocked us, when to write again, and what came to nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("messages", sa.Column("priority", sa.Integer, nullable=False, server_default="0"))
    op.add_column("messages", sa.Column("faults", sa.Integer, nullable=False, server_default="0"))
    op.add_column("messages", sa.Column("sent", MOMENT))
    op.add_column("messages", sa.Column("reason", sa.String))
    op.add_column("chats", sa.Column("blocked", MOMENT))
    op.create_table(
        "holds",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("chat", sa.String, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", name="pk_holds"),
    )
    op.create_table(
        "failed_updates",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("error", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("reference", sa.String),
        sa.PrimaryKeyConstraint("channel", "id", name="pk_failed_updates"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
