"""Messages edited or sent in parts, and conversations that others read along."""

from dialogs.interview.answers import Path, Text
from dialogs.turn.events import Edited, Pressed, Said, Uploaded
from dialogs.turn.world import World
from tests.talking import Talk

AGENCY = "Министерство социальной политики Приозёрской области"


def test_an_edited_answer_is_changed_and_the_interview_stands_where_it_stood(talk: Talk) -> None:
    talk.begin()
    talk.send(Said(AGENCY, message="5"))
    path = talk.path
    assert "Исправил прежний ответ" in talk.send(Edited("5", AGENCY + " и труда"))
    assert talk.path == path
    assert talk.draft.at(Path("organization_name")) == Text(f"{AGENCY} и труда")


def test_an_edit_that_changes_nothing_says_nothing(talk: Talk) -> None:
    talk.begin()
    talk.send(Said(AGENCY, message="5"))
    assert talk.send(Edited("5", f" {AGENCY} ")) == ""


def test_an_edited_refusal_is_a_new_try(talk: Talk) -> None:
    talk.begin()
    talk.send(Said("Росреестр", message="5"))
    assert str(talk.path) == "organization_name"
    talk.send(Edited("5", AGENCY))
    assert str(talk.path) != "organization_name"


def test_a_message_that_gave_no_answer_edited_is_explained(talk: Talk) -> None:
    talk.begin()
    talk.send(Said("что такое сегмент?", message="3"))
    talk.send(Said(AGENCY, message="5"))
    talk.send(Said("граждане", message="7"))
    drafts = dict(talk.drafts)
    assert "никуда не записан" in talk.send(Edited("3", "Другое министерство"))
    assert talk.drafts == drafts


def test_an_edited_question_is_heard_anew(talk: Talk) -> None:
    talk.send(Said("почему трава зелёная?", message="3"))
    # A driver without a finder for edits: the words must at least not be lost.
    assert talk.send(Edited("4", "что такое сегмент?")) == ""


def test_parts_of_a_long_message_are_one_answer(talk: Talk) -> None:
    talk.begin()
    talk.send(Said("Министерство " * 160, message="5", moment=100, cut=" "))
    talk.send(Said("и ещё слова " * 10, message="6", moment=100))
    assert str(talk.path) == "organization_name"
    talk.send(Said(AGENCY, message="9", moment=100, seen=8))
    assert str(talk.path) != "organization_name", "an answer to what was said since is no part"


def test_an_unknown_kind_of_message_is_answered(talk: Talk) -> None:
    assert "не понимаю" in talk.send(Uploaded("other"))


def test_where_others_read_along_only_questions_are_answered(talk: Talk) -> None:
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
