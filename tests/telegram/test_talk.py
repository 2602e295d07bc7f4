"""A person in a private chat."""

import pytest

from tests.fake_telegram import FakeTelegram
from tests.telegram.service import Service

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]


async def test_a_question_is_answered_with_its_source(server: FakeTelegram) -> None:
    chat = await server.person("Анна").start()
    assert "помощник по клиентоцентричности" in chat.last
    answer = await chat.say("Кто такой внутренний клиент?")
    assert "Источник" in answer


async def test_the_interview_begins_and_toggles_in_place(server: FakeTelegram, service: Service) -> None:
    chat = await server.person("Борис").start()
    first = await chat.say("/profile")

    await chat.say("Росреестр", expect=lambda m: m.id != first.id)
