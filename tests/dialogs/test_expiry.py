"""Drafts that nobody touches: the warning, what renews them, and the end."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from dialogs.filling.expiry import Idle, conclude
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.effects import ExpireDraft, WarnOfExpiry
from dialogs.turn.events import Pressed
from dialogs.turn.session import AtQuestion, Home
from dialogs.turn.world import World
from tests.talking import Conversation


@dataclass
class Neglect:
    """A person who stays away; `warned` is what the database would remember."""

    talk: Conversation
    warned: dict[str, datetime] = field(default_factory=dict)

    def passes(self, days: float) -> str:
        """So many days go by, then time has its turn; returns what the person is told."""
        talk = self.talk
        talk.now += timedelta(days=days)
        idle = [Idle(draft.id, draft.updated, self.warned.get(draft.id)) for draft in talk.drafts.values()]
        turn = conclude(talk.session, World(talk.library, talk.now, talk.drafts), idle)
        talk.replies = ()
        if turn is None:
            return ""
        talk._keep(turn)
        for effect in turn.effects:
            match effect:
                case WarnOfExpiry(draft):
                    self.warned[draft] = talk.now
                case ExpireDraft(draft=draft):
                    del talk.drafts[draft]
                case _:
                    raise AssertionError(effect)
        return talk.said


@pytest.fixture
def away(talk: Conversation, examples: dict[str, ExampleProfile]) -> Neglect:
    """Stopped in the middle of a profile on 22 November 2026."""
    talk.reach("needs@0", examples["citizen_service"].draft)
    return Neglect(talk)


def test_fourteen_days_before_the_end_the_person_is_told_once(away: Neglect) -> None:
    assert away.passes(165) == ""
    told = away.passes(1.1)
    assert away.talk.labels()[0].removeprefix("Продолжить: ") in told
    assert "Удалю 21 мая 2027\u202fг., последнее" in told
    assert "изменение — 22 ноября 2026\u202fг." in told
    assert away.passes(5) == "", "not again"


def test_the_question_that_waits_keeps_its_buttons(away: Neglect) -> None:
    before = away.talk.session.offer
    away.passes(167)
    assert away.talk.session.offer == before
    assert isinstance(away.talk.session.place, AtQuestion)


@pytest.mark.parametrize("touch", ["Оставить", "Продолжить"])
def test_a_press_under_the_warning_keeps_the_draft(away: Neglect, touch: str) -> None:
    away.passes(167)
    away.talk.press(touch)
    assert away.passes(15) == ""
    assert len(away.talk.drafts) == 1
    assert "Удалю" in away.passes(152), "the same over again"


def test_the_old_keep_button_keeps_it_at_any_time(away: Neglect) -> None:
    away.passes(167)
    button = away.talk.button("Оставить").id
    said = away.talk.send(Pressed(button))
    assert "хранится до 4 ноября 2027\u202fг." in said
    assert away.talk.question(str(away.talk.path)) in said, "the question comes again below"


def test_a_question_in_the_middle_of_a_draft_keeps_it(away: Neglect) -> None:
    away.passes(167)
    away.talk.say("кто такой внутренний клиент?")
    assert away.passes(15) == ""


def test_a_word_elsewhere_does_not(away: Neglect) -> None:
    away.talk.say("позже")
    away.passes(167)
    away.talk.say("кто такой внутренний клиент?")
    assert "Удалил профиль" in away.passes(14)


def test_the_end_names_no_title_and_brings_home(away: Neglect) -> None:
    away.passes(167)
    title = away.talk.button("Продолжить: ").label.removeprefix("Продолжить: ")
    told = away.passes(14)
    assert "Удалил профиль, который не менялся с 22 ноября 2026\u202fг." in told
    assert title not in told
    assert away.talk.session.place == Home()
    assert away.talk.labels() == ["Составить профиль"]
    assert "нет профилей" in away.talk.say("/drafts")


def test_what_is_typed_afterwards_is_a_question_and_old_buttons_are_stale(away: Neglect) -> None:
    old = [button.id for button in away.talk.buttons]
    away.passes(167)
    away.passes(14)
    for button in old:
        away.talk.send(Pressed(button))
        assert away.talk.notice
    assert "клиент" in away.talk.say("кто такой внутренний клиент?").casefold()


def test_nobody_loses_a_draft_without_fourteen_days_notice(away: Neglect) -> None:
    told = away.passes(400)
    assert "Удалю 10 января 2028\u202fг." in told, "the bot was off for a year"
    assert away.passes(13.9) == ""
    assert "Удалил" in away.passes(0.2)


def test_finished_profiles_expire_too(talk: Conversation, examples: dict[str, ExampleProfile]) -> None:
    talk.begin()
    talk.fill_like(examples["citizen_service"].draft)
    talk.press("Получить документ")
    assert talk.draft.status == "finished"
    away = Neglect(talk)
    assert "Удалю" in away.passes(166.5)


def test_several_are_told_of_in_one_message(talk: Conversation, examples: dict[str, ExampleProfile]) -> None:
    talk.reach("needs@0", examples["citizen_service"].draft)
    talk.say("/profile")
    talk.press("Начать ещё один профиль")
    away = Neglect(talk)
    told = away.passes(167)
    assert "Эти профили" in told and told.count("Удалю") == 2
    assert "Удалил профили" in away.passes(14)


def test_the_notice_is_in_the_language_of_the_chat(away: Neglect, talk: Conversation) -> None:
    talk.say("/language en")
    told = away.passes(167)
    assert "To be erased on May 22, 2027" in told
    assert "I have erased a profile" in away.passes(14)


def test_a_draft_that_nobody_can_read_ends_as_well(talk: Conversation) -> None:
    talk.say("привет")
    idle = Idle("broken", talk.now - timedelta(days=170))
    turn: Any = conclude(talk.session, World(talk.library, talk.now), [idle])
    assert "Новый профиль" in turn.replies[0].body.plain()
    assert turn.effects == (WarnOfExpiry("broken"),)
