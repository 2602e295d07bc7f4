"""What a person may do only so often or so much; every limit is said kindly."""

from dataclasses import replace
from datetime import timedelta

from dialogs.interview.examples import ExampleProfile
from dialogs.turn.building import MOST_DRAFTS
from dialogs.turn.effects import ExportPerson
from tests.talking import Conversation


def test_copies_stop_at_the_limit_of_drafts(talk: Conversation, examples: dict[str, ExampleProfile]) -> None:
    draft = examples["citizen_service"].draft
    for number in range(MOST_DRAFTS):
        talk.drafts[f"d{number}"] = replace(draft, id=f"d{number}", updated=talk.now)
    talk.say("/drafts")
    said = talk.press("Копия")
    assert f"У вас уже {MOST_DRAFTS} профилей" in said
    assert len(talk.drafts) == MOST_DRAFTS
    talk.press("Удалить")
    talk.press("Да, удалить")
    talk.say("/drafts")
    talk.press("Копия")
    assert len(talk.drafts) == MOST_DRAFTS, "there was room for one again"


def test_an_export_is_made_once_an_hour(talk: Conversation) -> None:
    assert "Здесь всё" in talk.say("/export")
    said = talk.say("/export")
    assert "не чаще раза в час" in said and "10:00" in said
    talk.now += timedelta(hours=1)
    assert "Здесь всё" in talk.say("/export")
    talk.now -= timedelta(days=365)
    assert "Здесь всё" in talk.say("/export"), "a clock that went back keeps nothing from them"
    assert sum(isinstance(effect, ExportPerson) for effect in talk.effects) == 3
