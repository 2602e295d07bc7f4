"""Chats and their members, pins, forum topics."""

from __future__ import annotations

from .call import Call, method
from .refusal import Json, bad_request
from .state import Chat, Event, User

RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)
TOPIC_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def member_json(user: User, status: str) -> Json:
    """As the Bot API writes a ChatMember."""
    found: Json = {"user": user.json(), "status": status}
    if status == "administrator":
        found |= dict.fromkeys(RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    if status == "creator":
        found["is_anonymous"] = False
    if status == "kicked":
        found["until_date"] = 0
    return found


def present(call: Call) -> Chat:
    """The chat, when the bot is in it."""
    chat = call.chat()
    if not chat.private:
        call.account.writable(chat)
    return chat


@method("getChat")
def get_chat(call: Call) -> Json:
    """The chat in full."""
    chat = present(call)
    linked = {} if chat.linked is None else {"linked_chat_id": chat.linked.id}
    return (
        chat.json()
        | linked
        | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": True,
                "limited_gifts": True,
                "unique_gifts": True,
                "premium_subscription": True,
                "gifts_from_channels": True,
            },
        }
    )


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """One member."""
    chat = present(call)
    number = call.integer("user_id")
    if number == call.account.user.id:
        return member_json(call.account.user, chat.bot_status)
    if chat.private and chat.person is not None and number == chat.person.id:
        return member_json(chat.person, "member")
    if chat.type == "channel" and chat.bot_status != "administrator":
        raise bad_request("member list is inaccessible")
    if number not in chat.members:
        raise bad_request("user not found")
    return member_json(*chat.members[number])


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    """Its administrators, without other bots."""
    chat = present(call)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    found = [
        member_json(*member) for member in chat.members.values() if member[1] in ("creator", "administrator")
    ]
    if chat.bot_status == "administrator":
        found.append(member_json(call.account.user, "administrator"))
    return found


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """How many are in it, the bot included."""
    return len(present(call).members) + 1 + call.chat().private


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """The bot goes."""
    chat = call.chat()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    call.account.writable(chat)
    chat.bot_status = "left"
    chat.note(Event("note", call.account.user.first_name, None, "leaves the chat"))
    return True


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pins a message; in groups only as an administrator."""
    chat = call.writable_chat()
    message = call.account.message(chat, call.params.get("message_id"), "message to pin")
    if not chat.private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    chat.pinned.append(message.id)
    chat.signal.fire()
    return True


@method("unpinChatMessage", "unpinAllChatMessages")
def unpin_chat_message(call: Call) -> bool:
    """Unpins one message, the newest, or all."""
    chat = call.writable_chat()
    number = call.integer("message_id")
    if call.method == "unpinAllChatMessages":
        chat.pinned.clear()
    elif chat.pinned:
        if number is not None and number not in chat.pinned:
            raise bad_request("message to unpin not found")
        chat.pinned.remove(number if number is not None else chat.pinned[-1])
    return True


def forum(call: Call) -> Chat:
    """The chat, when it has topics and the bot may manage them."""
    chat = call.writable_chat()
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.bot_status != "administrator" or not chat.manages_topics:
        raise bad_request("not enough rights to create a topic")
    return chat


def topic(call: Call, chat: Chat) -> int:
    """An existing topic."""
    number = call.integer("message_thread_id")
    if number is None or number not in chat.topics:
        raise bad_request("TOPIC_ID_INVALID")
    return number


@method("createForumTopic")
def create_forum_topic(call: Call) -> Json:
    """A new topic; its number is that of the message announcing it."""
    chat = forum(call)
    name = call.text("name") or ""
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    colour = call.integer("icon_color", TOPIC_COLOURS[0])
    if colour not in TOPIC_COLOURS:
        raise bad_request("invalid icon color specified")
    made = {"name": name, "icon_color": colour}
    message = call.account.post(chat, call.account.user, {"forum_topic_created": made})
    chat.topics[message.id] = name
    return {"message_thread_id": message.id} | made


@method("editForumTopic", "closeForumTopic", "reopenForumTopic", "deleteForumTopic")
def manage_forum_topic(call: Call) -> bool:
    """Renames, closes, reopens or deletes a topic."""
    chat = forum(call)
    number = topic(call, chat)
    closed = number in chat.closed_topics
    if (call.method == "closeForumTopic" and closed) or (call.method == "reopenForumTopic" and not closed):
        raise bad_request("TOPIC_NOT_MODIFIED")
    said: Json = {}
    match call.method:
        case "editForumTopic":
            name = call.text("name") or chat.topics[number]
            if len(name) > 128:
                raise bad_request("TOPIC_TITLE_TOO_LONG")
            if name == chat.topics[number]:
                raise bad_request("TOPIC_NOT_MODIFIED")
            chat.topics[number] = name
            said = {"forum_topic_edited": {"name": name}}
        case "closeForumTopic":
            chat.closed_topics.add(number)
            said = {"forum_topic_closed": {}}
        case "reopenForumTopic":
            chat.closed_topics.discard(number)
            said = {"forum_topic_reopened": {}}
        case _:
            delete_topic(chat, number)
    if said:
        call.account.post(chat, call.account.user, said, thread=number)
    return True


def delete_topic(chat: Chat, number: int) -> None:
    """A topic goes with all its messages."""
    del chat.topics[number]
    chat.closed_topics.discard(number)
    for message in chat.messages.values():
        if number in (message.id, message.json.get("message_thread_id")):
            message.deleted = True
