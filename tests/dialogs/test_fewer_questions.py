"""A profile of two segments by somebody who uses what is offered: at most thirty questions are asked."""

import sys

from dialogs.interview.answers import Path, Skipped
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.findings import check_answers, check_profile, missing
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.session import AtOneMessage, AtQuestion, AtSummary
from tests.talking import Conversation

Examples = dict[str, ExampleProfile]
MOST = 30
PROPOSED = ("Как в сегменте", "Остаток", "Назвать так")
# What the second segment of the example does not say, for it shares fewer criteria with the first.
BESIDES = {"trait_geographic@1": "Другие города"}


def answered_by(talk: Conversation, model: ExampleProfile) -> list[str]:
    """Answers to the end, by a proposal wherever it is the answer; tells each question with how."""
    steps = []
    while not isinstance(talk.session.place, AtSummary):
        if not isinstance(talk.session.place, AtQuestion):
            more = len(talk.draft.segments) < len(model.draft.segments)
            talk.press("Да, похожий на сегмент" if more else "Нет, сегментов")
            steps.append("another segment?")
            continue
        path = talk.path
        offered = next((label for label in talk.labels() if label.startswith(PROPOSED)), None)
        if offered is not None and path.field == "segment_name":
            talk.press(offered)
            steps.append(f"{path}: proposed")
        elif str(path) in BESIDES:
            talk.say(BESIDES[str(path)])
            steps.append(f"{path}: typed")
        else:
            talk.answer_like_hurriedly(model.draft)
            steps.append(f"{path}: typed")
    return steps


def told(talk: Conversation, model: ExampleProfile) -> str:
    """What the person knows of the audience and the first segment, a label before each answer."""
    view, form = View(talk.library.form, model.draft), talk.library.form
    first = [
        path for path, each, _ in view.visible_fields if path.segment in (None, 0) and each.asked != "last"
    ]
    shown = [path for path in first if model.draft.at(path) is not None]
    return "\n".join(f"{form.field(path.field).label}: {typed_answer(view, path)}" for path in shown)


def test_two_segments_take_at_most_thirty_questions(talk: Conversation, examples: Examples) -> None:
    model = examples["citizen_service"]
    talk.begin().press("Заполнить одним сообщением")
    steps = ["one message with the audience and the first segment"]
    talk.say(told(talk, model))
    talk.press("Записать всё")
    while isinstance(talk.session.place, AtOneMessage):
        talk.press("Записать" if "Записать" in talk.labels() else "Оставить как есть")
        steps.append("an answer of the message confirmed by itself")
    steps += answered_by(talk, model)
    sys.stdout.write("\n".join(f"{number:2}. {step}" for number, step in enumerate(steps, 1)))
    assert len(steps) <= MOST, steps
    assert missing(View(talk.library.form, talk.draft)) == ()
    assert len(talk.draft.segments) == 2
    first = {
        name: answer for name, answer in talk.draft.segments[0].items() if not isinstance(answer, Skipped)
    }
    assert {name: model.draft.segments[0].get(name) for name in first} == first, (
        "each answer is where it belongs"
    )


def test_what_was_left_as_it_is_goes_along_with_the_answer_into_a_similar_segment(
    talk: Conversation, examples: Examples
) -> None:
    sources = Path("source_details", 0)
    talk.reach(str(sources), examples["citizen_service"].draft)
    assert "Укажите год" in talk.say("Опрос посетителей отделения, 80 анкет")
    talk.press("Оставить как есть")
    talk.say("Год опроса не записан")
    while isinstance(talk.session.place, AtQuestion):
        talk.answer_like_hurriedly(examples["citizen_service"].draft)
    talk.press("Да, похожий на сегмент")
    view = View(talk.library.form, talk.draft)
    assert talk.draft.at(Path("source_details", 1)) == talk.draft.at(sources)
    found = [
        (finding.kept, finding.reason)
        for finding in (*check_profile(view), *check_answers(view))
        if finding.check == "source_details" or Path("source_details", 1) in finding.paths
    ]
    assert (True, "Год опроса не записан") in found


def test_what_a_segment_lives_through_is_not_copied_but_offered(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("organization_name", examples["citizen_service"].draft)
    while isinstance(talk.session.place, AtQuestion):
        talk.answer_like_hurriedly(examples["citizen_service"].draft)
    assert "Жизненные ситуации" not in talk.press("Да, похожий на сегмент")
    assert talk.draft.at(Path("life_situations", len(talk.draft.segments) - 1)) is None
    while talk.path.field != "life_situations":
        answer = BESIDES.get(str(talk.path))
        if answer:
            talk.say(answer)
        else:
            talk.answer_like_hurriedly(examples["citizen_service"].draft)
    assert any(label.startswith("Как в сегменте") for label in talk.labels())


def test_the_answer_of_an_earlier_segment_is_taken_with_what_was_left_there(
    talk: Conversation, examples: Examples
) -> None:
    situations = Path("life_situations", 0)
    talk.reach(str(situations), examples["citizen_service"].draft)
    talk.say("Нужно получить документ для дома")
    talk.keep()
    while isinstance(talk.session.place, AtQuestion):
        talk.answer_like_hurriedly(examples["citizen_service"].draft)
    talk.press("Да, добавить сегмент")
    while talk.path.field != "life_situations":
        talk.answer_like_hurriedly(examples["citizen_service"].draft)
    talk.press("Как в сегменте 1")
    assert talk.path == Path("needs", 1)
    assert talk.draft.at(Path("life_situations", 1)) == talk.draft.at(situations)
