"""Telegram's limits, as the Bot API documents them."""

from bot.channels.messenger.limits import BurstLimit, MessageLimits, SendingLimits, WindowLimit

MESSAGE = MessageLimits(
    text=4_096, caption=1_024, toast=200, buttons=100, button_id=64, button_label=60, copied=256
)
# Telegram's own programs cut a longer text into messages: at a space, else at one of these lengths.
CUT_FROM = 2_000
HARD_CUTS = (2_048, 4_096)


def sending(rate: int) -> SendingLimits:
    """The limits of a bot that may send `rate` messages a second, 30 unless it pays for more.

    A little below Telegram's own, for requests do not arrive as evenly as they leave: `rate` a second to all
    chats, 1 a second to a person after a short burst, 20 a minute to a group."""
    return SendingLimits(
        overall=WindowLimit(max(round(rate * 0.93), 1), 1.1),
        person=BurstLimit(3, 1.05),
        group=WindowLimit(20, 61.0),
        flooded_chats=3,
    )


def is_group(chat: str) -> bool:
    """Whether the id is a group's, which is negative."""
    return chat.startswith("-")
