"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def _person(table: str, *, nullable: bool = False) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("person", sa.String, nullable=nullable),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=f"fk_{table}_person", ondelete="CASCADE"),
    )


def upgrade() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
    )
    op.create_table(
        "chats",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("chat", sa.String, nullable=False),
        sa.Column("speaker", sa.String, nullable=False),
        *_person("chats"),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", "speaker", name="pk_chats"),
    )
    op.create_table(
        "updates",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "id", name="pk_updates"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String, nullable=False),
        *_person("drafts"),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("chat", sa.String, nullable=False),
        sa.Column("speaker", sa.String, nullable=False),
        *_person("messages", nullable=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("slot", sa.Integer),
        sa.Column("in_place", sa.Boolean, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("sent_as", sa.String),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String, nullable=False),
        *_person("documents"),
        sa.Column("draft", sa.String),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("stem", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("final", sa.Boolean, nullable=False),
        sa.Column("example", sa.Boolean, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    for table, named in (("questions", "outcome"), ("phrasings", "entry")):
        op.create_table(
            table,
            sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
            *_person(table, nullable=True),
            sa.Column("question", sa.Text, nullable=False),
            sa.Column(named, sa.String, nullable=False),
            sa.Column("entries", sa.Text, nullable=False)
            if table == "questions"
            else sa.Column("state", sa.String, nullable=False),
            sa.Column("created", MOMENT, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
    for table in ("chats", "drafts", "messages", "documents", "questions", "phrasings"):
        op.create_index(f"ix_{table}_person", table, ["person"])
    op.create_index("ix_updates_created", "updates", ["created"])
    op.create_index("ix_documents_draft", "documents", ["draft"])
    op.create_index("ix_messages_chat", "messages", ["channel", "chat", "id"])
    op.create_index("ix_messages_state", "messages", ["state", "id"])


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
