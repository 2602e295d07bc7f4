"""Two chats of one person at one draft: what is changed in one is not lost by what the other remembers."""

from dataclasses import dataclass, replace

import pytest

from dialogs.filling.following import follow, saved_drafts
from dialogs.interview.answers import Items, Path, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.effects import Turn
from dialogs.turn.session import Home
from dialogs.turn.world import World
from tests.talking import Conversation

CITIZEN = "citizen_service"
NEEDS = Path("needs", 0)
FIRST = "Мне нужно получать поддержку без поездок в районный центр, чтобы не тратить на дорогу"
SECOND = "Мне нужно заранее знать, какие документы принести, чтобы не ездить второй раз"
THIRD = "Мне нужно понимать, почему изменился размер субсидии, чтобы рассчитывать свои расходы"


@dataclass
class Leading(Conversation):
    """A chat that another one goes along with."""

    other: Conversation | None = None

    def _keep(self, turn: Turn) -> None:
        super()._keep(turn)
        if self.other is not None and saved_drafts(turn):
            world = World(self.library, self.now, self.drafts, messenger=self.other.messenger)
            if (following := follow(self.other.session, world, turn)) is not None:
                self.other._keep(following)


@pytest.fixture
def page(talk: Conversation) -> Leading:
    """The page beside the chat."""
    talk.messenger = True
    return Leading(talk.library, talk.finder, drafts=talk.drafts, turns=500_000, other=talk)


def test_a_list_that_the_other_chat_changed_is_gone_on_with(
    talk: Conversation, page: Leading, examples: dict[str, ExampleProfile]
) -> None:
    page.reach("needs@0", examples[CITIZEN].draft)
    talk.say("/continue")
    assert talk.path == NEEDS
    talk.say(FIRST)
    page.say("/continue")
    page.say("/fill")
    page.say(f"Потребности:\n{FIRST}\n{SECOND}\n\nБарьеры:\nплохо")
    page.press("Проверить по одному")
    page.press("Записать")
    talk.say(THIRD)
    assert talk.draft.at(NEEDS) == Items((FIRST, SECOND, THIRD))


def test_what_was_read_in_the_other_chat_goes_to_no_segment_that_took_the_number(
    talk: Conversation, page: Leading, examples: dict[str, ExampleProfile]
) -> None:
    page.begin().fill_like(examples[CITIZEN].draft)
    before = page.draft.segments[1]
    talk.say("/continue")
    talk.say("/fill")
    talk.say("Сегмент 1\nНаименование сегмента: Молодые семьи")
    page.press("Удалить сегмент 1")
    page.press("Да, удалить")
    assert "перенумерованы" in talk.press("Проверить по одному")
    assert page.draft.segments == (before,)


def test_what_was_refused_here_stays_when_the_other_chat_goes_on(talk: Conversation, page: Leading) -> None:
    page.begin()
    talk.say("/continue")
    talk.say("Минсоц")
    page.say("/fill")
    page.say("Тип клиента: граждане\n\nРазмер целевой аудитории: много")
    page.press("Записать всё (1)")
    assert str(talk.path) == "organization_name"
    assert talk.draft.at(Path("organization_name")) is None
    talk.say("Министерство социальной политики области")
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")


def test_a_profile_that_the_other_chat_removed_is_said_to_be_gone(
    talk: Conversation, page: Leading, examples: dict[str, ExampleProfile]
) -> None:
    page.begin().fill_like(examples[CITIZEN].draft)
    talk.say("/continue")
    talk.say("/summary")
    place = talk.session.place
    page.drafts.clear()
    for words in ("Молодые семьи из города", "/left", "/help"):
        talk.session = replace(talk.session, place=place)
        assert "удалён" in talk.say(words)
    assert isinstance(talk.session.place, Home)
