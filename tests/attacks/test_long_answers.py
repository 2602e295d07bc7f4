"""Texts as long as the page lets one be, typed where the interview asks, or pasted as one message."""

import pytest

from bot.web.chat.event_parsing import LONGEST_MESSAGE
from tests.attacks.bystander import undisturbed
from tests.launcher.service import Service
from tests.whole.caller import Caller

pytestmark = pytest.mark.asyncio(loop_scope="module")
# The longest that a question with options takes, and one with a list or a message.
CHOSEN, READ_WHOLE = 3_900, 20_000
KINDS = {
    "lines": "а\n",
    "a numbered list": "1. строка\n",
    "a table": "а\tб\t5\t1\n",
    "cells on lines": "«а»;«б\nв»;5\n",
    "shares": "Граждане — 5%\n",
    "labels": "Для кого: граждане\nНазвание: услуга\n",
    "labels of options": "Каналы: госуслуги, мфц, лично\nПроцесс: оказание услуги\n",
    "sentences": "Слово. ",
    "signs of eighteen": "\ufdfa\n",
    "commas": "нет, ",
    "spaces": "а" + " " * 10**6,
    "accents": "а" + "\u0301\u0316" * 10**5,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", [CHOSEN, READ_WHOLE, LONGEST_MESSAGE])
async def test_a_long_text_in_the_interview_makes_nobody_wait(
    service: Service, kind: str, length: int
) -> None:
    text = (KINDS[kind] * (length // len(KINDS[kind]) + 1))[:length]
    async with Caller(service.address) as attacker:
        await attacker.say("/profile")
        async with undisturbed(service):
            for _ in range(3):
                await attacker.post({"text": text})
            await attacker.press("Заполнить одним сообщением")
            for _ in range(3):
                await attacker.post({"text": text})
