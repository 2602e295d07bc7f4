"""«Я сохранил его для команды» is said only where the question is stored with this very turn."""

import json
import re
from pathlib import Path

import pytest

from dialogs.interview.examples import ExampleProfile
from dialogs.team.notices import Team
from dialogs.turn.effects import IssueDocument, KeepQuestion, Turn
from dialogs.turn.events import Address
from dialogs.turn.session import Session
from dialogs.turn.world import World
from tests.talking import Conversation

QUESTIONS = Path(__file__).parents[2] / "questions" / "dev.jsonl"
CLAIMING = ("part-unknown-kept",)
SAVED = re.compile(r"сохранил (его )?для команды|I have saved (it|the question) for the team")
# Besides single questions: small talk, what follows an answer, several in one message.
OTHERS = (
    "привет",
    "позови оператора",
    "а пример?",
    "где шаблон?",
    "подробнее",
    "где купить резину? и что такое сегмент?",
    "что такое сегмент и сколько стоит полёт на луну?",
    "фывапр",
    "🙂",
)


def claims(said: str) -> bool:
    return SAVED.search(said) is not None


@pytest.mark.parametrize("key", CLAIMING)
def test_the_words_that_claim_it_are_known_here(talk: Conversation, key: str) -> None:
    said = [talk.library.phrases.text(language, key, question="?").plain() for language in ("ru", "en")]
    assert all(map(claims, said)), said


@pytest.mark.parametrize("place", ["home", "question", "one message", "review"])
@pytest.mark.parametrize("specialists", [False, True])
def test_a_question_is_said_to_be_saved_only_when_it_is(
    talk: Conversation, place: str, specialists: bool, request: pytest.FixtureRequest
) -> None:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    step = 1 if request.config.getoption("--full") else 8
    asked = [json.loads(line)["q"] for line in lines[::step]]
    claimed = 0
    for question in (*asked, *OTHERS):
        there = talk.anew()
        there.specialists = specialists
        if place != "home":
            there.begin()
        if place == "one message":
            there.press("Заполнить одним сообщением")
        if place == "review":
            there.say("/summary")
        before = len(there.effects)
        said = there.say(question)
        claimed += _justified(there, said, before, question)
        for label in ("Ничего из этого", "Это вопрос"):
            if label in there.labels():
                before = len(there.effects)
                claimed += _justified(there, there.press(label), before, question)
    # Without a team nobody would ever look at it.
    assert bool(claimed) is specialists


def _justified(talk: Conversation, said: str, before: int, question: str) -> bool:
    if not claims(said):
        return False
    stored = [effect for effect in talk.effects[before:] if isinstance(effect, KeepQuestion)]
    assert stored, f"«{question}» is not stored: {said}"
    return True


@pytest.mark.parametrize("chat", [False, True])
def test_a_notice_names_the_team_s_chat_only_where_there_is_one(
    talk: Conversation, examples: dict[str, ExampleProfile], chat: bool
) -> None:
    draft = examples["internal_accounting"].draft
    turn = Turn(Session(), effects=(IssueDocument("a" * 24, draft, "profile", "Профиль", True),))
    team = Team(Address("notices", "mail", "team"), documents=False, chat=chat)
    (reply,) = team.notices(turn, World(talk.library, talk.now))
    assert reply.notice is not None
    assert reply.notice.plain().startswith("Готов профиль AAAAAAAA")
    assert ("в чате команды" in reply.notice.plain()) is chat
