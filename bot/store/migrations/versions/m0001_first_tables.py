"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=nullable)


def _number(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable, server_default=default)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _json(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _person(table: str, *, nullable: bool = False) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        _text("person", nullable=nullable),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=f"fk_{table}_person", ondelete="CASCADE"),
    )


def _ticket(table: str, *, nullable: bool = False) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        _number("ticket", nullable=nullable),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name=f"fk_{table}_ticket", ondelete="CASCADE"),
    )


def upgrade() -> None:
    op.create_table("persons", _text("id"), _json("about"), _moment("created"), _key("persons", "id"))
    op.create_table(
        "chats",
        _text("channel"),
        _text("chat"),
        _text("speaker"),
        *_person("chats"),
        _json("session"),
        _number("revision"),
        _moment("updated"),
        _number("written", default="0"),
        _moment("blocked", nullable=True),
        _key("chats", "channel", "chat", "speaker"),
    )
    op.create_table(
        "updates", _text("channel"), _text("id"), _moment("created"), _key("updates", "channel", "id")
    )
    op.create_table(
        "drafts",
        _text("id"),
        *_person("drafts"),
        _json("body"),
        _number("revision"),
        _text("status"),
        _moment("updated"),
        _moment("warned", nullable=True),
        _key("drafts", "id"),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        _text("channel"),
        _text("chat"),
        _text("speaker"),
        *_person("messages", nullable=True),
        _text("kind"),
        _json("body"),
        _number("slot", nullable=True),
        _flag("in_place"),
        _text("state"),
        _number("priority", default="0"),
        _number("attempts"),
        sa.Column("unsure", sa.Boolean, nullable=False, server_default=sa.false()),
        _number("faults", default="0"),
        _moment("not_before"),
        _moment("sent", nullable=True),
        _text("sent_as", nullable=True),
        _text("reason", nullable=True),
        _text("regarding", nullable=True),
        _number("offer", nullable=True),
        _text("question", nullable=True),
        sa.Column("trace", sa.Text),
        _text("parts", nullable=True),
        _text("reference", nullable=True),
        _text("key", nullable=True),
        _text("under", nullable=True),
        _text("quotes", nullable=True),
        _moment("created"),
        _key("messages", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "holds",
        _text("channel"),
        _text("chat"),
        _moment("until"),
        _key("holds", "channel", "chat"),
    )
    op.create_table(
        "failed_updates",
        _text("channel"),
        _text("id"),
        _text("kind"),
        _number("tries"),
        _text("error"),
        _text("place"),
        _moment("created"),
        _text("reference", nullable=True),
        _key("failed_updates", "channel", "id"),
    )
    op.create_table(
        "documents",
        _text("id"),
        *_person("documents"),
        _text("draft", nullable=True),
        _text("kind"),
        _json("snapshot"),
        _text("stem"),
        _text("title"),
        _flag("final"),
        _flag("example"),
        _moment("created"),
        _key("documents", "id"),
    )
    op.create_table(
        "sent_files",
        _text("channel"),
        _text("document"),
        _text("format"),
        _text("file"),
        _key("sent_files", "channel", "document", "format"),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], name="fk_sent_files_document", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        *_person("questions", nullable=True),
        _json("question"),
        _text("outcome"),
        _json("entries"),
        _moment("created"),
        _key("questions", "id"),
    )
    op.create_table(
        "phrasings",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        *_person("phrasings", nullable=True),
        _json("question"),
        _text("entry"),
        _text("state"),
        _moment("created"),
        _key("phrasings", "id"),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        *_person("ratings"),
        _text("answer"),
        _flag("good"),
        sa.Column("reason", sa.Text),
        _flag("reviewed"),
        _moment("created"),
        _key("ratings", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        _text("state"),
        _text("owner", nullable=True),
        _text("owner_name", nullable=True),
        _json("nearest"),
        _moment("waits_since", nullable=True),
        _flag("reminded"),
        _text("thread", nullable=True),
        sa.Column("outdated", sa.Boolean, nullable=False, server_default=sa.false()),
        _moment("created"),
        _moment("touched"),
        _key("tickets", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "askers",
        _text("key"),
        *_ticket("askers", nullable=True),
        *_person("askers"),
        _text("channel"),
        _text("chat"),
        _text("speaker"),
        _text("language"),
        _text("regarding", nullable=True),
        _json("question"),
        _text("said"),
        _json("nearest"),
        _moment("due", nullable=True),
        sa.Column("helped", sa.Boolean, nullable=True),
        sa.Column("named", sa.Boolean, nullable=False, server_default=sa.false()),
        _moment("created"),
        _key("askers", "key"),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        *_ticket("posts"),
        *_person("posts", nullable=True),
        _text("message"),
        _json("post"),
        _moment("created"),
        _key("posts", "id"),
    )
    op.create_table(
        "learned",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        _number("ticket", nullable=True),
        _text("message"),
        _text("state"),
        _json("proposal"),
        _moment("created"),
        _moment("changed"),
        _key("learned", "id"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_learned_ticket", ondelete="SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "topics",
        _text("channel"),
        _text("chat"),
        _text("subject"),
        _text("thread", nullable=True),
        _flag("closed"),
        _key("topics", "channel", "chat", "subject"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        _text("actor"),
        _text("did"),
        _text("subject"),
        _moment("created"),
        _key("audit", "id"),
    )
    op.create_table(
        "team_access",
        _text("token"),
        _text("kind"),
        _text("channel"),
        _text("speaker"),
        _text("name"),
        _moment("expires"),
        _key("team_access", "token"),
    )
    op.create_table("digests", _text("day"), _moment("created"), _key("digests", "day"))
    op.create_table("previews", _text("run"), _text("proposal"), _moment("created"), _key("previews", "run"))
    for table in (
        "chats",
        "drafts",
        "messages",
        "documents",
        "questions",
        "phrasings",
        "ratings",
        "askers",
        "posts",
    ):
        op.create_index(f"ix_{table}_person", table, ["person"])
    for table in ("askers", "posts", "learned"):
        op.create_index(f"ix_{table}_ticket", table, ["ticket"])
    op.create_index("ix_ratings_answer", "ratings", ["answer"])
    op.create_index("ix_tickets_state", "tickets", ["state"])
    op.create_index("ix_askers_said", "askers", ["said"])
    op.create_index("ix_askers_due", "askers", ["due"])
    op.create_index("ix_updates_created", "updates", ["created"])
    op.create_index("ix_drafts_updated", "drafts", ["updated"])
    op.create_index("ix_drafts_newest", "drafts", ["person", "updated"])
    op.create_index("ix_documents_draft", "documents", ["draft"])
    op.create_index("ix_messages_chat", "messages", ["channel", "chat", "id"])
    # What waits and what has buttons is found among few rows, however long a chat's history is.
    for name, which in (
        ("ix_messages_waiting", "messages.state IN ('pending', 'sending')"),
        ("ix_messages_buttons", "messages.slot IS NOT NULL"),
        ("ix_messages_keyed", "messages.key IS NOT NULL"),
        ("ix_messages_quoting", "messages.quotes IS NOT NULL"),
    ):
        op.create_index(
            name,
            "messages",
            ["channel", "chat", "id"],
            sqlite_where=sa.text(which),
            postgresql_where=sa.text(which),
        )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
