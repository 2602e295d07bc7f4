"""Commands, as `/profile` or in plain words, that work wherever the person is."""

import re
from collections.abc import Callable, Mapping

from dialogs import personal
from dialogs.faq import glossary, questions, rating, specialists
from dialogs.filling import drafts, expiry
from dialogs.filling.controls import proposed_answer
from dialogs.filling.dialog import act
from dialogs.filling.finishing import send_again
from dialogs.filling.places import show_place
from dialogs.filling.reviewing import whats_left
from dialogs.filling.taking import take_the_same
from dialogs.turn.actions import (
    ChangeAnswer,
    ChooseLanguage,
    KeepDraft,
    Lasting,
    OnDraft,
    OnTicket,
    OpenDraft,
    OpenPrivate,
    PutBack,
    Rate,
    ShowDrafts,
    ShowEntry,
    ShowExample,
    ShowExamples,
    ShowGlossary,
    ShowMenu,
    Simple,
    StartProfile,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import typed_action
from dialogs.turn.intents import tells_to_do
from dialogs.turn.session import AtConfirmation, AtOneMessage, AtQuestion, AtSummary, Filling, Home
from dialogs.turn.titles import offer_to_continue
from knowledge.base.entries import Tier
from knowledge.finding import DirectAnswer
from knowledge.text.markup import paragraph
from knowledge.text.normalisation import folded

# What a link may open besides a term and a draft.
PAGES = ("profile", "drafts", "document", "examples", "glossary", "export", "forget", "language")
_DEEP_LINK = re.compile(r"\A([a-z]+)[._-](.+)")

# Words that mean a button of the question on screen.
STEPS: dict[str, str] = {
    "back": "back",
    "forward": "forward",
    "skip": "skip",
    "hint": "help",
    "example": "example",
    "no-data": "no_data",
    "done": "done",
    "summary": "summary",
    "one-message": "one_message",
    "left": "left",
    "keep": "keep",
    "same": "proposed",
    "rest": "proposed",
    "cancel": "pause",
}


# These can be done where no button of the kind is shown.
_ANYWHERE = {"pause": Simple("pause"), "one_message": Simple("one_message"), "summary": Simple("summary")}
# Said where a yes or a no is awaited.
MEANS_NO = frozenset({"cancel", "back"})
# Their words may be the label of a button that is about one draft.
_ON_DRAFTS = frozenset({"continue", "drafts", "document"})
_ANSWERING = frozenset({"skip", "no-data", "done", "keep", "same", "rest"})


def answers(turn: TurnBuilder, text: str) -> bool:
    """Whether the text is a word for a button that answers the question on screen."""
    return turn.world.library.phrases.command(text.strip())[0] in _ANSWERING


def is_command(turn: TurnBuilder, text: str) -> bool:
    """Whether the text is a command, known or not, or a word for a button."""
    name, _ = turn.world.library.phrases.command(text.strip())
    return text.startswith("/") or name in STEPS or name in _COMMANDS


def run_command(turn: TurnBuilder, text: str) -> bool:
    """Runs the command that `text` is, if it is one."""
    name, argument = turn.world.library.phrases.command(text)
    if name is None and not (_awaits_answer(turn, text) or follows(turn) or _is_a_title(turn, text)):
        name = turn.world.library.phrases.wished.command(text)
    if name is None:
        if text.startswith("/") and len(text.split(maxsplit=1)[0]) > 1 and text[1:2].isalpha():
            turn.say(turn.text("no-such-command", command=text.split(maxsplit=1)[0][:40]))
            show_place(turn)
            return True
        return False
    in_draft = isinstance(turn.place, Filling)
    if name in STEPS and not (name == "example" and not in_draft):
        if not in_draft:
            if _means_something_else(turn, name, text):
                return False
            if not (name == "cancel" and specialists.call_off(turn)):
                _nothing_under_way(turn)
        else:
            _take_step(turn, name)
        return True
    if name in _ON_DRAFTS and typed_action(text, turn.session.offer, numbers=False) is not None:
        return False
    return _run(turn, name, argument)


def _awaits_answer(turn: TurnBuilder, text: str) -> bool:
    """Whether what is typed may be an answer; nobody's first one tells what they want of us, and no name or
    short text does so in so many words."""
    place = turn.place
    if not isinstance(place, AtQuestion):
        return isinstance(place, AtOneMessage | AtConfirmation)
    draft = turn.draft(place.draft)
    told = turn.form.field(place.path.field).type == "text" and tells_to_do(text)
    return draft is not None and draft.begun and not told


def _is_a_title(turn: TurnBuilder, text: str) -> bool:
    """Whether the text is the title of the entry that answers it: «Профиль клиентского сегмента»."""
    outcome = turn.world.finding.outcome if turn.world.finding is not None else None
    if not isinstance(outcome, DirectAnswer):
        return False
    title = turn.world.library.knowledge.entries[outcome.entry].title
    return folded(text.strip().rstrip(".!?")) in (folded(title.ru), folded(title.en or ""))


def follows(turn: TurnBuilder) -> bool:
    """Whether the text asks more about the entry that was shown last: «а пример?»."""
    finding = turn.world.finding
    return finding is not None and finding.follow_up is not None and turn.session.last_entry is not None


def _means_something_else(turn: TurnBuilder, name: str, text: str) -> bool:
    """Whether the words of a step, said where no question is on screen, answer what is asked there, name a
    button, or find something: «пример» after an answer."""
    if isinstance(turn.place, AtConfirmation) and name in MEANS_NO:
        return True
    if text.startswith("/"):
        return False
    finding = turn.world.finding
    found = follows(turn) or (finding is not None and isinstance(finding.outcome, DirectAnswer))
    known = typed_action(text, turn.session.offer, numbers=False) is not None
    # «Не понимаю» is said of whatever is on screen.
    return found or known or name == "hint" or not isinstance(turn.place, Home)


def _run(turn: TurnBuilder, name: str, argument: str) -> bool:
    command = _COMMANDS.get(name)
    if command is None:
        return False
    command(turn, argument)
    return True


def start(turn: TurnBuilder, payload: str) -> None:
    """The chat was opened, perhaps by a link to a term or a draft."""
    link = _DEEP_LINK.fullmatch(payload)
    if link and link[1] == "draft":
        drafts.open_draft(turn, link[2])
        if turn.notice:
            personal.greet(turn)
    elif link and questions.has(turn, f"{link[1]}.{link[2]}"):
        questions.show_entry(turn, f"{link[1]}.{link[2]}")
        show_place(turn)
    elif payload in PAGES:
        _run(turn, payload, "")
    elif isinstance(turn.place, Home):
        personal.greet(turn)
    else:
        # Opening the chat again must not throw away the place in the interview.
        turn.lead += turn.text("welcome-back")
        show_again(turn)


def show_again(turn: TurnBuilder) -> None:
    """What is on screen in a new message; of a yes that is awaited too, so that its buttons stand below."""
    if not isinstance(turn.place, AtConfirmation):
        show_place(turn)
    elif turn.place.what == "forget":
        personal.ask_to_forget(turn)
    else:
        drafts.ask_again_for_yes(turn, turn.place)


def _nothing_under_way(turn: TurnBuilder) -> None:
    turn.go_home()
    offering = turn.new_offering()
    offer_to_continue(turn, offering)
    offering.show(StartProfile(), turn.label("button-start-profile"))
    turn.say(turn.text("nothing-under-way"), offering)


def _hand_over(turn: TurnBuilder) -> None:
    place = turn.place
    if isinstance(place, Filling):
        draft = turn.draft(place.draft)
        if draft is not None:
            send_again(turn, draft)
            show_place(turn)
            return
    if latest := turn.drafts()[:1]:
        send_again(turn, latest[0])
    else:
        drafts.show_drafts(turn)


def _continue(turn: TurnBuilder) -> None:
    """On in the draft on screen, else in the one that was changed last."""
    place = turn.place
    if isinstance(place, AtSummary) and any(
        action == Simple("forward") for action in turn.session.offer.actions
    ):
        _take_step(turn, "forward")
    elif isinstance(place, Filling) and turn.draft(place.draft) is not None:
        show_place(turn)
    else:
        drafts.go_on(turn)


def _take_step(turn: TurnBuilder, name: str) -> None:
    """A step of the interview named by a word; one that this question does not allow is explained."""
    wanted = STEPS[name]
    place = turn.place
    if wanted == "left" and isinstance(place, Filling):
        draft = turn.draft(place.draft)
        if draft is not None:
            turn.say(whats_left(turn, draft))
        show_place(turn)
        return
    if wanted == "help" and isinstance(place, AtQuestion) and place.help_open:
        # Who says once more that they do not understand is not helped by closing it.
        wanted = "help" if place.example_open else "example"
    if name == "same":
        draft = turn.draft(place.draft) if isinstance(place, AtQuestion) else None
        if not isinstance(place, AtQuestion) or draft is None or not take_the_same(turn, draft, place):
            turn.lead += turn.text("nothing-the-same")
            show_place(turn)
        return
    if wanted == "proposed" and not _is_the_rest(turn):
        wanted = ""
    offer = turn.session.offer
    for label, action in zip(offer.labels, offer.actions, strict=True):
        if isinstance(action, Simple) and action.name == wanted and label:
            act(turn, action)
            return
    if (step := _ANYWHERE.get(wanted)) is not None:
        act(turn, step)
        return
    explained = (
        {"skip": "cannot-skip", "forward": "cannot-go-forward"} if isinstance(place, AtQuestion) else {}
    )
    # One message: what is said stands above the question.
    turn.lead += turn.text(explained.get(name, "cannot-do-here"))
    show_place(turn)


def _is_the_rest(turn: TurnBuilder) -> bool:
    """Whether the question on screen proposes what the other segments leave of 100 %."""
    place = turn.place
    draft = turn.draft(place.draft) if isinstance(place, AtQuestion) else None
    if not isinstance(place, AtQuestion) or draft is None:
        return False
    made = proposed_answer(turn, draft, place)
    return made is not None and made.by == "remaining_share"


def _put_back(turn: TurnBuilder, number: int | None) -> None:
    at_home = isinstance(turn.place, Home)
    if drafts.put_back(turn, number):
        if not at_home:
            show_place(turn)
    elif number is None:
        turn.say(paragraph(turn.notice))
        turn.notice = ""
        show_place(turn)


def _help(turn: TurnBuilder, _: str) -> None:
    personal.show_help(turn)
    show_place(turn)


def _language(turn: TurnBuilder, argument: str) -> None:
    wanted = argument.rstrip(".!?").casefold()
    if wanted in ("ru", "en"):
        personal.choose_language(turn, "en" if wanted == "en" else "ru")
        show_place(turn)
    else:
        personal.ask_language(turn)
        show_place(turn)


def _glossary(turn: TurnBuilder, tier: Tier | None) -> None:
    glossary.show_glossary(turn, tier)
    # What is typed below is an answer to the question: it must be in sight.
    _show_below(turn)


def _show_below(turn: TurnBuilder) -> None:
    """The question comes again, unless what is shown stands above it already, in its window."""
    if not turn.inside:
        show_place(turn)


def _examples(turn: TurnBuilder) -> None:
    personal.show_examples(turn)
    show_place(turn)


def _ask(turn: TurnBuilder, words: str) -> None:
    specialists.ask(turn, words)
    if turn.session.writing is None:
        show_place(turn)


def _export(turn: TurnBuilder, _: str) -> None:
    personal.export(turn)
    show_place(turn)


_COMMANDS: Mapping[str, Callable[[TurnBuilder, str], None]] = {
    "start": start,
    "help": _help,
    "profile": lambda turn, _: drafts.begin(turn),
    "continue": lambda turn, _: _continue(turn),
    "drafts": lambda turn, _: drafts.show_drafts(turn),
    "glossary": lambda turn, _: _glossary(turn, None),
    "examples": lambda turn, _: _examples(turn),
    "example": lambda turn, _: _examples(turn),
    "language": _language,
    "document": lambda turn, _: _hand_over(turn),
    "ask": _ask,
    "export": _export,
    "undo": lambda turn, _: _put_back(turn, None),
    "forget": lambda turn, _: personal.ask_to_forget(turn),
}


def perform(turn: TurnBuilder, action: Lasting) -> None:
    """A button that works for ever; in the middle of the interview the question comes again below."""
    match action:
        case ShowEntry(entry):
            questions.show_entry(turn, entry, listed=turn.world.messenger)
            _show_below(turn)
        case ShowGlossary(tier):
            _glossary(turn, tier)
        case ShowMenu():
            _help(turn, "")
        case ShowDrafts(page):
            drafts.show_drafts(turn, page)
        case OpenPrivate(payload):
            start(turn, payload)
        case ShowExamples():
            _examples(turn)
        case ShowExample(example):
            personal.show_example(turn, example)
            show_place(turn)
        case OpenDraft(draft):
            drafts.open_draft(turn, draft)
        case OnDraft(what, draft):
            drafts.manage(turn, what, draft)
            if what in ("document", "files"):
                show_place(turn)
        case ChangeAnswer(draft_id, path, moved):
            drafts.change_answer(turn, draft_id, path, moved)
        case KeepDraft(draft):
            expiry.keep(turn, draft)
            show_place(turn)
        case PutBack(number):
            _put_back(turn, number)
        case OnTicket():
            specialists.on_ticket(turn, action)
            # Below what is to be written now, a question of the form would look as if it were meant.
            if not turn.notice and turn.session.writing is None:
                show_place(turn)
        case Rate():
            rating.rate(turn, action)
            if not turn.notice and not isinstance(turn.place, Home):
                show_place(turn)
        case StartProfile():
            drafts.begin(turn)
        case ChooseLanguage(language):
            personal.choose_language(turn, language)
            show_place(turn)
