"""What a reply holds beside its texts."""

import pytest

from bot.ports import Delivered, DeliveryContext
from dialogs.turn.events import Address
from dialogs.turn.replies import Attachment, Reply
from knowledge.text.markup import RichText
from tests.channels.test_waiting import Sender, sender

__all__ = ["sender"]


@pytest.mark.parametrize("files", [1, 2])
async def test_files_without_a_text_that_were_erased_meanwhile_leave_nothing_to_send(
    sender: Sender, files: int
) -> None:
    anna = sender.person("Анна")
    erased = Attachment("x" * 24, "docx", "Профиль.docx")
    to = Address("telegram", str(anna.id), str(anna.id))
    reply = Reply(RichText(), attachments=(erased,) * files)
    assert await sender.channel.deliver(to, reply, DeliveryContext()) == Delivered()
    assert sender.telegram.counts["sendDocument"] == sender.telegram.counts["sendMediaGroup"] == 0
    assert sender.telegram.counts["sendChatAction"] == files
