"""A session that was stored by an earlier version is read as what it meant."""

from pydantic import TypeAdapter

from dialogs.interview.answers import Path, Picked
from dialogs.turn.session import (
    Aside,
    AtConfirmation,
    AtQuestion,
    OpenedBeside,
    RefusedAnswer,
    Session,
    WayOn,
)

# All that is known of the question stood side by side once.
QUESTION = """
{"draft": "d1", "path": {"field": "needs", "segment": 0}, "marked": [{"option": "a", "other": null}],
"writing": null, "refused": "плохо", "may_keep": true, "asked_why": true, "why": "так", "aside": "а что это?",
"early": true, "doubted": false, "collected": [], "help_open": true, "example_open": false,
"explained": "term.client", "more_open": true, "options_page": 2, "returns": true, "mending": true,
"raised": [{"field": "pains", "segment": 0}], "resume": {"field": "channels", "segment": 0},
"changes": true, "confirms": false, "kind": "question"}
"""
BARE = '{"draft": "d1", "path": {"field": "needs", "segment": 0}, "refused": null, "kind": "question"}'

NEEDS = Path("needs", 0)
READ = AtQuestion(
    "d1",
    NEEDS,
    marked=(Picked("a"),),
    refused=RefusedAnswer("плохо", may_keep=True, asked_why=True, why="так"),
    aside=Aside("а что это?", early=True),
    opened=OpenedBeside(help=True, explained="term.client", more=True),
    options_page=2,
    way_on=WayOn(
        returns=True, mending=True, raised=(Path("pains", 0),), resume=Path("channels", 0), changes=True
    ),
)


def read(place: str, left: str) -> Session:
    stored = f'{{"place": {place}, "left": ["d1:needs@0", {left}], "heard_language": "ru"}}'
    return TypeAdapter(Session).validate_json(stored)


def test_the_question_on_screen_and_the_one_that_was_left() -> None:
    assert read(QUESTION, BARE) == Session(place=READ, left=("d1:needs@0", AtQuestion("d1", NEEDS)))


def test_the_question_behind_a_yes_that_is_awaited() -> None:
    confirmation = f'{{"what": "forget", "back": {QUESTION}, "kind": "confirmation"}}'
    assert read(confirmation, QUESTION).place == AtConfirmation("forget", back=READ)
