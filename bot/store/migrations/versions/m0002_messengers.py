"""What messengers that are told need: replies to messages, parts of one message, files kept by them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("messages", sa.Column("regarding", sa.String))
    op.add_column("messages", sa.Column("offer", sa.Integer))
    op.add_column("messages", sa.Column("parts", sa.String))
    op.create_table(
        "sent_files",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("format", sa.String, nullable=False),
        sa.Column("file", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("channel", "document", "format", name="pk_sent_files"),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], name="fk_sent_files_document", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
