"""In groups: what is said to the bot, and what is not its business."""

import re

from aiogram.types import Message, User

# Without a name behind them, commands may be meant for another bot of the group; these are ours.
OWN_COMMANDS = ("help", "glossary", "profile", "drafts")
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?\s*(.*)", re.DOTALL)


def said_to_us(message: Message, me: User) -> str | None:
    """The words, without our name; None when they are not for us."""
    text = message.text
    if text is None:
        return None
    if command := _COMMAND.fullmatch(text):
        name, addressee, argument = command.groups()
        if addressee is not None:
            ours = addressee.casefold() == (me.username or "").casefold()
        else:
            ours = name in OWN_COMMANDS
        return f"/{name} {argument}".strip() if ours else None
    rest = _without_mention(message, text, me)
    if rest is not None:
        return rest
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == me.id:
        # In a forum every message replies to the one that opened its topic.
        return text if not replied.forum_topic_created else None
    return None


def _without_mention(message: Message, text: str, me: User) -> str | None:
    for entity in message.entities or ():
        named = entity.extract_from(text)
        by_name = entity.type == "mention" and named.casefold() == f"@{me.username}".casefold()
        if by_name or (entity.type == "text_mention" and entity.user and entity.user.id == me.id):
            return " ".join(text.replace(named, " ", 1).strip(" ,:;—-").split(" ")).strip()
    return None


def regarding(message: Message) -> str:
    """The message to answer, with the topic in which it stands."""
    thread = message.message_thread_id if message.is_topic_message else None
    return f"{message.message_id}:{thread}" if thread else str(message.message_id)
