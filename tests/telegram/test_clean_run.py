"""What a filling of two segments costs on a phone, and that every screen of it fits."""

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.fake_telegram import FakeTelegram
from tests.filled import filled
from tests.telegram.practised import Practised, effort_of, too_large
from tests.telegram.test_filling import same_documents

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]


async def test_two_segments_from_a_text_at_hand_take_thirty_presses(
    server: FakeTelegram, form: Form, examples: dict[str, ExampleProfile]
) -> None:
    chat = await server.person("Вера").start("profile")
    person = Practised(chat, form, examples["citizen_service"].draft)
    await person.fill()
    sent = await person.screen.finish()
    effort = effort_of(chat)
    assert effort.presses <= 30, effort
    assert effort.typed <= 28, effort
    assert effort.shown <= 45, effort
    assert too_large(chat) == []
    same_documents(chat, sent, filled("citizen_service"))
