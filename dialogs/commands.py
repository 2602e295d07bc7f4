"""Which command or button a typed text is: `/profile`, «мои профили», «дальше»."""

from dialogs.faq import specialists
from dialogs.filling.dialog import act
from dialogs.filling.going_on import show_place
from dialogs.filling.on_screen import QuestionOnScreen
from dialogs.filling.taking import take_the_same
from dialogs.lasting import COMMANDS
from dialogs.turn.actions import Simple, StartProfile, StepName
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import typed_action
from dialogs.turn.phrases import tells_to_do
from dialogs.turn.session import AtConfirmation, AtOneMessage, AtQuestion, Filling, Home
from dialogs.turn.titles import offer_to_continue
from knowledge.finding import DirectAnswer
from knowledge.text.normalisation import folded

# Words that mean a button of the question on screen.
STEPS: dict[str, StepName] = {
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
_ANYWHERE: tuple[StepName, ...] = ("pause", "one_message", "summary", "left")
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
    return text.startswith("/") or name in STEPS or name in COMMANDS


def run_command(turn: TurnBuilder, text: str) -> bool:
    """Runs the command that `text` is, if it is one."""
    name, argument = turn.world.library.phrases.command(text)
    if name is None and not (_awaits_answer(turn, text) or asks_more(turn) or _is_a_title(turn, text)):
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
    if (command := COMMANDS.get(name)) is None:
        return False
    command(turn, argument)
    return True


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


def asks_more(turn: TurnBuilder) -> bool:
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
    found = asks_more(turn) or (finding is not None and isinstance(finding.outcome, DirectAnswer))
    known = typed_action(text, turn.session.offer, numbers=False) is not None
    # «Не понимаю» is said of whatever is on screen.
    return found or known or name == "hint" or not isinstance(turn.place, Home)


def _nothing_under_way(turn: TurnBuilder) -> None:
    turn.go_home()
    offering = turn.new_offering()
    offer_to_continue(turn, offering)
    offering.show(StartProfile(), turn.label("button-start-profile"))
    turn.say(turn.text("nothing-under-way"), offering)


def _take_step(turn: TurnBuilder, name: str) -> None:
    """A step of the interview named by a word; one that this question does not allow is explained."""
    wanted, place = STEPS[name], turn.place
    if wanted == "help" and isinstance(place, AtQuestion) and place.opened.help:
        # Who says once more that they do not understand is not helped by closing it.
        wanted = "help" if place.opened.example else "example"
    if name == "same":
        draft = turn.draft(place.draft) if isinstance(place, AtQuestion) else None
        if not isinstance(place, AtQuestion) or draft is None or not take_the_same(turn, draft, place):
            turn.lead += turn.text("nothing-the-same")
            show_place(turn)
        return
    offer = turn.session.offer
    offered = Simple(wanted) in (a for label, a in zip(offer.labels, offer.actions, strict=True) if label)
    if wanted in _ANYWHERE or (offered and (wanted != "proposed" or _is_the_rest(turn))):
        act(turn, Simple(wanted))
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
    made = QuestionOnScreen(turn, draft, place).proposed
    return made is not None and made.by == "remaining_share"
