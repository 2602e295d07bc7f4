"""The tables. JSON stands in text columns, encoded by `bot.store.json_text`."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    bindparam,
    false,
    text,
)

from bot.store.connection import Moment
from dialogs.turn.events import Address

HEAD = "0001"
"""The newest migration; a test compares it with the migration scripts."""


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _person(*, nullable: bool = False) -> Column[str]:
    return Column(
        "person", String, ForeignKey("persons.id", ondelete="CASCADE"), nullable=nullable, index=True
    )


persons = Table(
    "persons",
    metadata,
    Column("id", String, primary_key=True),
    Column("about", Text, nullable=False),
    Column("created", Moment, nullable=False),
)

chats = Table(
    "chats",
    metadata,
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("speaker", String, nullable=False),
    _person(),
    Column("session", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("written", Integer, nullable=False, server_default="0"),  # characters; see `ChatState`
    Column("blocked", Moment),  # since when nobody there can be written to; empty again when they write
    PrimaryKeyConstraint("channel", "chat", "speaker"),
)

updates = Table(
    "updates",
    metadata,
    Column("channel", String, nullable=False),
    Column("id", String, nullable=False),
    Column("created", Moment, nullable=False, index=True),
    PrimaryKeyConstraint("channel", "id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    _person(),
    Column("body", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("updated", Moment, nullable=False, index=True),
    # The newest are found without a look into the long bodies.
    Index("ix_drafts_newest", "person", "updated"),
    Column("warned", Moment),  # of its end; a change empties it
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("speaker", String, nullable=False),
    # Empty for the last words after everything about a person was erased.
    _person(nullable=True),
    Column("kind", String, nullable=False),  # reply, notice (a reply to nothing said), echo
    Column("body", Text, nullable=False),
    Column("slot", Integer),
    Column("in_place", Boolean, nullable=False),
    Column("state", String, nullable=False),  # pending, sending, sent, failed, log
    Column("priority", Integer, nullable=False, server_default="0"),  # `bot.store.waiting.Priority`
    Column("attempts", Integer, nullable=False),
    # A try may have reached the person without our hearing of it.
    Column("unsure", Boolean, nullable=False, server_default=false()),
    Column("faults", Integer, nullable=False, server_default="0"),  # tries that broke on a bug of ours
    Column("not_before", Moment, nullable=False),
    Column("sent", Moment),
    Column("sent_as", String),
    Column("reason", String),  # of a failure; never what was said
    Column("regarding", String),  # the messenger's id of the message that it answers
    Column("offer", Integer),  # the question that is on screen once it is delivered
    # What is asked, as `Reply.question` names it; "" of other buttons that belong to a place.
    Column("question", String),
    Column("trace", Text),  # the reply that it becomes when it is answered
    Column("parts", String),  # the messenger's ids of what it already has of this message
    Column("reference", String),  # of the event that brought it about
    Column("key", String),  # what it shows, as in `dialogs.team.tickets.Letter`
    Column("under", String),  # the key of the message that it answers
    # To the team: whose words it carries, as in ",id,id,"; with them it is erased while it waits. Once it was
    # sent, "," until something stands in its place.
    Column("quotes", String),
    Column("created", Moment, nullable=False),
    Index("ix_messages_chat", "channel", "chat", "id"),
    # A later reader that remembers the last id must never meet a reused one.
    sqlite_autoincrement=True,
)

# How long a messenger wants nothing from us for a chat, or, without a chat, for all of them.
holds = Table(
    "holds",
    metadata,
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("until", Moment, nullable=False),
    PrimaryKeyConstraint("channel", "chat"),
)

# Updates on which our code broke; with a reference, those set aside.
failed_updates = Table(
    "failed_updates",
    metadata,
    Column("channel", String, nullable=False),
    Column("id", String, nullable=False),  # as in `updates`
    Column("kind", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("error", String, nullable=False),  # the type alone: its words may quote a person
    Column("place", String, nullable=False),  # in our code
    Column("created", Moment, nullable=False),
    Column("reference", String),
    PrimaryKeyConstraint("channel", "id"),
)

# Parameters of a prepared statement: a chat, and who speaks there; `at` has the values.
IN_CHAT = (messages.c.channel == bindparam("in_channel"), messages.c.chat == bindparam("in_chat"))
IN_CHAT_OF_SPEAKER = (*IN_CHAT, messages.c.speaker == bindparam("by"))
CHAT_OF_SPEAKER = (
    chats.c.channel == bindparam("in_channel"),
    chats.c.chat == bindparam("in_chat"),
    chats.c.speaker == bindparam("by"),
)


def at(address: Address) -> dict[str, str]:
    return {"in_channel": address.channel, "in_chat": address.chat, "by": address.speaker}


# Written out, for an index of some rows serves only a query that names them word for word.
WAITING = text("messages.state IN ('pending', 'sending')")
WITH_BUTTONS = messages.c.slot.is_not(None)
KEYED = messages.c.key.is_not(None)
QUOTING = messages.c.quotes.is_not(None)

for name, which in (
    ("ix_messages_waiting", WAITING),
    ("ix_messages_buttons", WITH_BUTTONS),
    ("ix_messages_keyed", KEYED),
    ("ix_messages_quoting", QUOTING),
):
    # The same holds on PostgreSQL, by the migration; to say it here would load its dialect for everybody.
    Index(name, messages.c.channel, messages.c.chat, messages.c.id, sqlite_where=which)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    _person(),
    Column("draft", String, index=True),
    Column("kind", String, nullable=False),  # profile, export
    Column("snapshot", Text, nullable=False),
    Column("stem", String, nullable=False),
    Column("title", String, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("example", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
)

# Files that a messenger keeps and sends again by its own name for them.
sent_files = Table(
    "sent_files",
    metadata,
    Column("channel", String, nullable=False),
    Column("document", String, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("format", String, nullable=False),
    Column("file", String, nullable=False),
    PrimaryKeyConstraint("channel", "document", "format"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _person(nullable=True),
    Column("question", Text, nullable=False),
    Column("outcome", String, nullable=False),
    Column("entries", Text, nullable=False),
    Column("created", Moment, nullable=False),
)

phrasings = Table(
    "phrasings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _person(nullable=True),
    Column("question", Text, nullable=False),
    Column("entry", String, nullable=False),
    Column("state", String, nullable=False),  # proposed
    Column("created", Moment, nullable=False),
)

# Whether answers helped, see `dialogs.faq.rating`.
ratings = Table(
    "ratings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _person(),
    Column("answer", String, nullable=False, index=True),  # entries or terms
    Column("good", Boolean, nullable=False),
    Column("reason", Text),
    Column("reviewed", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
    # The digest tells a stretch of time by a stretch of numbers.
    sqlite_autoincrement=True,
)

# Questions to the team's specialists, see `dialogs.team.tickets`.
tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String, nullable=False, index=True),  # open, taken, closed
    Column("owner", String),
    Column("owner_name", String),
    Column("nearest", Text, nullable=False),
    Column("waits_since", Moment),
    Column("reminded", Boolean, nullable=False),
    Column("thread", String),
    # Somebody's words are gone from it, and the card is to be drawn anew.
    Column("outdated", Boolean, nullable=False, server_default=false()),
    Column("created", Moment, nullable=False),
    Column("touched", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# Who asked, in their own words; without a ticket the question is still being asked, until `due`.
askers = Table(
    "askers",
    metadata,
    Column("key", String, primary_key=True),
    Column("ticket", Integer, ForeignKey("tickets.id", ondelete="CASCADE"), index=True),
    _person(),
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("speaker", String, nullable=False),
    Column("language", String, nullable=False),
    Column("regarding", String),
    Column("question", Text, nullable=False),
    Column("said", String, nullable=False, index=True),  # as `dialogs.team.tickets.telling` has it
    Column("nearest", Text, nullable=False),
    Column("due", Moment, index=True),
    Column("helped", Boolean),
    Column("named", Boolean, nullable=False, server_default=false()),  # the team sees the names in it
    Column("created", Moment, nullable=False),
)

# What was said on a ticket: by an expert, or, with a person, by an asker.
posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", Integer, ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, index=True),
    _person(nullable=True),
    Column("message", String, nullable=False),
    Column("post", Text, nullable=False),
    Column("created", Moment, nullable=False),
)

# Where in the team's chat something is talked of, see `bot.store.topics`. A ticket that is erased leaves its
# topic, which is still to be renamed and closed.
topics = Table(
    "topics",
    metadata,
    Column("channel", String, nullable=False),
    Column("chat", String, nullable=False),
    Column("subject", String, nullable=False),  # ticket:12, post:345
    Column("thread", String),
    Column("closed", Boolean, nullable=False),
    PrimaryKeyConstraint("channel", "chat", "subject"),
)

# Answers of experts on their way into the knowledge base, see `dialogs.team.learned_answers`.
learned = Table(
    "learned",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", Integer, ForeignKey("tickets.id", ondelete="SET NULL"), index=True),
    Column("message", String, nullable=False),  # the post's
    Column("state", String, nullable=False),  # proposed, published, rejected, undone
    Column("proposal", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# What proposals would change, while it is worked out; the chat is told how far it is.
previews = Table(
    "previews",
    metadata,
    Column("run", String, primary_key=True),
    Column("proposal", String, nullable=False),
    Column("created", Moment, nullable=False),
)

# What experts did, and what others tried.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("actor", String, nullable=False),  # channel:person
    Column("did", String, nullable=False),
    Column("subject", String, nullable=False),  # ticket:12, entry:learned.3
    Column("created", Moment, nullable=False),
)

# Links to the team's page and its sessions, by the hash of what opens it.
team_access = Table(
    "team_access",
    metadata,
    Column("token", String, primary_key=True),
    Column("kind", String, nullable=False),  # link, session
    Column("channel", String, nullable=False),
    Column("speaker", String, nullable=False),
    Column("name", String, nullable=False),
    Column("expires", Moment, nullable=False),
)

# The days of which the team has had its digest.
digests = Table(
    "digests",
    metadata,
    Column("day", String, primary_key=True),
    Column("created", Moment, nullable=False),
)
