"""Messages edited or sent in parts, and conversations that others read along."""

import pytest

from dialogs.interview.answers import Choice, Path, Picked, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.effects import KeepQuestion
from dialogs.turn.events import Edited, Pressed, Said, Uploaded
from dialogs.turn.session import AtAnotherSegment
from dialogs.turn.world import World
from tests.talking import Conversation

AGENCY = "Министерство социальной политики Приозёрской области"


def test_an_edited_answer_is_changed_and_the_interview_stands_where_it_stood(talk: Conversation) -> None:
    talk.begin()
    talk.send(Said(AGENCY, message="5"))
    path = talk.path
    assert "Исправил прежний ответ" in talk.send(Edited("5", AGENCY + " и труда"))
    assert talk.path == path
    assert talk.draft.at(Path("organization_name")) == Text(f"{AGENCY} и труда")


def test_an_edit_that_changes_nothing_says_nothing(talk: Conversation) -> None:
    talk.begin()
    talk.send(Said(AGENCY, message="5"))
    assert talk.send(Edited("5", f" {AGENCY} ")) == ""


def test_an_edited_refusal_is_a_new_try(talk: Conversation) -> None:
    talk.begin()
    talk.send(Said("Росреестр", message="5"))
    assert str(talk.path) == "organization_name"
    talk.send(Edited("5", AGENCY))
    assert str(talk.path) != "organization_name"


def test_a_message_that_gave_no_answer_edited_is_explained(talk: Conversation) -> None:
    talk.begin()
    talk.send(Said("что такое сегмент?", message="3"))
    talk.send(Said(AGENCY, message="5"))
    talk.send(Said("граждане", message="7"))
    drafts = dict(talk.drafts)
    assert "никуда не записан" in talk.send(Edited("3", "Другое министерство"))
    assert talk.drafts == drafts


def test_an_edited_question_does_not_answer_what_was_asked_since(talk: Conversation) -> None:
    talk.send(Said("что такое сегмент?", message="3"))
    talk.begin()
    assert "никуда не записан" in talk.send(Edited("3", AGENCY))
    assert not talk.draft.shared


def test_an_edit_while_a_yes_is_awaited_leads_back_to_the_question(talk: Conversation) -> None:
    talk.send(Said("что такое сегмент?", message="3"))
    talk.begin()
    talk.send(Said(AGENCY, message="5"))
    path, asked = talk.path, talk.question(str(talk.path))
    assert "Вернуть это будет нельзя" in talk.say("/forget")
    said = talk.send(Edited("3", "Другое министерство"))
    assert "никуда не записан" in said and asked in said
    assert talk.path == path and talk.buttons


def test_edited_words_that_began_a_profile_do_not_answer_its_first_question(talk: Conversation) -> None:
    talk.send(Said("новый профиль", message="3"))
    assert "никуда не записан" in talk.send(Edited("3", AGENCY))
    assert not talk.draft.shared


def test_an_edited_question_is_heard_anew(talk: Conversation) -> None:
    talk.send(Said("почему трава зелёная?", message="3"))
    # A driver without a finder for edits: the words must at least not be lost.
    assert talk.send(Edited("4", "что такое сегмент?")) == ""


def test_parts_of_a_long_message_are_one_answer(talk: Conversation) -> None:
    talk.begin()
    talk.send(Said("Министерство " * 160, message="5", moment=100, cut=" "))
    talk.send(Said("и ещё слова " * 10, message="6", moment=100))
    assert str(talk.path) == "organization_name"
    talk.send(Said(AGENCY, message="9", moment=100, seen=8))
    assert str(talk.path) != "organization_name", "an answer to what was said since is no part"


def test_the_rest_of_a_text_that_waits_to_be_recorded_waits_with_it(talk: Conversation) -> None:
    talk.messenger = True
    talk.begin()
    talk.send(Said("Министерство социальной", message="5", moment=100, cut=" ", question=""))
    record = talk.button("Записать как ответ").id
    talk.send(Said("политики области", message="6", moment=100))
    talk.send(Pressed(record))
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")


@pytest.mark.parametrize("edited", ["5", "6"])
def test_an_edited_part_does_not_take_the_place_of_the_whole(talk: Conversation, edited: str) -> None:
    talk.messenger = True
    talk.begin()
    talk.send(Said("Министерство социальной", message="5", moment=100, cut=" "))
    talk.send(Said("политики области", message="6", moment=100))
    assert "из нескольких сообщений" in talk.send(Edited(edited, AGENCY))
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")
    talk.press("Изменить")
    assert str(talk.path) == "organization_name"


@pytest.mark.parametrize("edited", ["5", "6"])
def test_an_edit_of_a_part_of_a_cut_text_with_several_answers_changes_nothing(
    talk: Conversation, edited: str
) -> None:
    talk.messenger = True
    talk.begin().press("Одним сообщением")
    talk.send(Said("Тип клиента: граждане\nПроцесс: предоставление", message="5", moment=100, cut=" "))
    talk.send(Said("услуг", message="6", moment=100))
    assert "никуда не записан" in talk.send(Edited(edited, "Тип клиента: бизнес"))
    talk.press("Записать всё (2)")
    assert talk.draft.at(Path("client_type")) == Choice(Picked("citizen"))


def test_the_rest_of_a_question_goes_to_the_specialists_too(talk: Conversation) -> None:
    talk.messenger = talk.specialists = True
    for first in ("почему трава зелёная", "/ask почему трава зелёная"):
        talk.send(Said(first, message="5", moment=100, cut=" "))
        talk.send(Said("а небо синее?", message="6", moment=100))
        kept = [effect for effect in talk.effects if isinstance(effect, KeepQuestion)][-2:]
        assert [each.words for each in kept] == ["почему трава зелёная", "а небо синее?"]
        assert len({each.key for each in kept}) == 1


def test_the_rest_of_a_question_to_the_specialists_is_no_text_with_several_answers(
    talk: Conversation,
) -> None:
    talk.messenger = talk.specialists = True
    talk.begin().press("Одним сообщением")
    talk.say("/ask")
    talk.send(Said("почему у граждан", message="5", moment=100, cut=" "))
    assert talk.send(Said("Тип клиента: граждане?", message="6", moment=100)) == ""
    kept = [effect for effect in talk.effects if isinstance(effect, KeepQuestion)]
    assert [each.words for each in kept] == ["почему у граждан", "Тип клиента: граждане?"]
    assert len({each.key for each in kept}) == 1


def test_an_edit_that_comes_too_late_leaves_the_buttons_below_it(talk: Conversation) -> None:
    talk.messenger = True
    talk.begin()
    talk.send(Said("что такое сегмент?", message="3"))
    talk.say("к проверке ответов")
    assert "никуда не записан" in talk.send(Edited("3", AGENCY))
    assert talk.labels(), "of the summary, for the message is the last one now"


def test_an_edited_text_that_answers_nothing_any_more_is_explained(talk: Conversation) -> None:
    talk.begin().press("Заполнить одним сообщением")
    talk.send(Said("Тип клиента: граждане", message="5"))
    assert "Не понял" in talk.send(Edited("5", "подумаем ещё"))


def test_what_is_no_question_is_not_taken_for_one_between_the_segments(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    talk.specialists = True
    talk.begin()
    while not isinstance(talk.session.place, AtAnotherSegment):
        talk.answer_like(examples["citizen_service"].draft)
    assert "никуда не записал" in talk.say("Молодые семьи из города")
    assert not any(isinstance(effect, KeepQuestion) for effect in talk.effects)


def test_an_unknown_kind_of_message_is_answered(talk: Conversation) -> None:
    assert "не понимаю" in talk.send(Uploaded("other"))


def test_where_others_read_along_only_questions_are_answered(talk: Conversation) -> None:
    from dialogs.conversation import converse

    world = World(talk.library, talk.now, finding=talk.finder.find("что такое сегмент?"), public=True)
    answered = converse(talk.session, Said("что такое сегмент?"), world)
    assert "Источник" in answered.replies[0].body.plain()
    for text in ("/profile", "мои профили", "/forget", "/export"):
        told = converse(talk.session, Said(text), world)
        assert "в личном чате" in told.replies[0].body.plain()
        assert told.effects == ()
    assert converse(talk.session, Pressed("start:"), world).effects == ()
    declined = converse(talk.session, Uploaded("photo"), world)
    assert "не разбираю" in declined.replies[0].body.plain() and declined.effects == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("пропустить", "никуда это не записал"),
        ("нет данных", "никуда это не записал"),
        ("что осталось", "Отвечено на 5 из 26"),
        ("мои профили", "Ваши профили"),
        ("/help", "Как со мной работать"),
    ],
)
def test_a_command_is_no_answer_to_the_message_that_it_replies_to(
    talk: Conversation, examples: dict[str, ExampleProfile], words: str, said: str
) -> None:
    talk.reach("target_audience", examples["citizen_service"].draft)
    before, about = dict(talk.drafts), f"{talk.draft.id}:entity_name"
    assert said in talk.send(Said(words, message="9", about=about))
    assert talk.drafts == before


def test_a_reply_to_what_is_not_asked_any_more_answers_nothing_else(talk: Conversation) -> None:
    talk.begin().say(AGENCY)
    talk.say("граждане")
    drafts = dict(talk.drafts)
    for name in ("segment_name@3", "client_type:why", "another-segment", "one-message", "nothing_like_it"):
        said = talk.send(Said("предоставление услуг", message="9", about=f"{talk.draft.id}:{name}"))
        assert "никуда это не записал" in said
        assert str(talk.path) == "process_type"
    assert talk.drafts == drafts
