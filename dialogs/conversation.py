"""The one door: what a chat says to an event."""

from dataclasses import replace
from typing import assert_never

from dialogs import commands, confirmation, lasting, public
from dialogs.faq import questions, rating, specialists
from dialogs.filling import drafts, expiry, retyping, taking
from dialogs.filling.asking import ask_again, with_mark
from dialogs.filling.dialog import act, said_at_one_message, said_at_question, said_elsewhere
from dialogs.filling.going_on import leave_question, note_shown, show_place
from dialogs.interview.answers import Picked
from dialogs.turn.actions import Lasting, MarkOption, OpenDraft, Simple
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Stale, action_of, typed_action
from dialogs.turn.effects import STORING, Turn
from dialogs.turn.events import Edited, Event, Pressed, Said, Selected, Started, Uploaded
from dialogs.turn.session import (
    Aside,
    AtAnotherSegment,
    AtConfirmation,
    AtOneMessage,
    AtQuestion,
    AtSummary,
    Home,
    Place,
    Session,
)
from dialogs.turn.titles import offer_to_continue, shortened
from dialogs.turn.world import World
from knowledge.finding import DirectAnswer, Unknown
from knowledge.text.language import Language
from knowledge.text.markup import RichText, paragraph
from knowledge.text.normalisation import cyrillic, folded, words

# Words of a name in another language.
LONGEST_FOREIGN_NAME = 4
# Characters of a held text that are shown again: the person has it whole in the chat.
HELD_SHOWN = 120


def converse(session: Session, event: Event, world: World) -> Turn:
    """One turn: pure, and never fails for anything that a person can send."""
    turn = TurnBuilder(session, world)
    if isinstance(event, Said | Edited):
        turn.message = event.message
    if isinstance(event, Said):
        turn.after = event.after
    if world.public:
        public.answer(turn, event)
        said = turn.turn()
        if not world.full:
            return said
        # What is full is not for the whole group to hear.
        return replace(said, effects=tuple(each for each in said.effects if not isinstance(each, STORING)))
    asked = _asked(turn)
    _hear(turn, event)
    leave_question(turn, session)
    note_shown(turn, session)
    if _asked(turn) != asked:
        # What was asked last is answered next: a «да» to /forget is no word to a specialist.
        turn.remember(writing=None, disliked=None)
    full = "storage-full" if world.full and turn.stores_more else "draft-full" if turn.lengthens else ""
    if full:
        # Nothing of it is kept; what frees room and what only shows goes on working.
        turn = TurnBuilder(session, world)
        turn.say(turn.text(full), tone="mistake")
        return turn.turn()
    expiry.renew(turn, session.place)
    return turn.turn()


def _asked(turn: TurnBuilder) -> tuple[type[Place], str]:
    return type(turn.place), turn.question_name(turn.place)


def _hear(turn: TurnBuilder, event: Event) -> None:
    here = turn.place
    match event:
        case Said():
            if not retyping.continues(turn, event):
                _said(turn, event)
                retyping.remember(turn, event, here)
        case Edited(message, text):
            if retyping.changes_anything(turn, event):
                _said(turn, Said(text))
                retyping.remember(turn, Said(text, message=message), here)
        case Pressed(button, inside):
            turn.inside = inside
            _pressed(turn, button)
        case Selected(buttons):
            _selected(turn, buttons)
        case Uploaded(kind):
            _uploaded(turn, kind)
        case Started(payload):
            lasting.start(turn, payload)
        case _:
            assert_never(event)


def _said(turn: TurnBuilder, said: Said) -> None:
    text = said.text
    if said.under:
        turn.lead = turn.text("only-the-caption")
    if not text.strip():
        turn.say(turn.text("empty-message"))
        show_place(turn)
        return
    if _answers_another(turn, said):
        return
    early = _typed_early(turn, said)
    if early and commands.answers(turn, text):
        _hold_early(turn, text, recordable=False)
        return
    # A command in Latin letters is given in any language.
    if any(map(cyrillic, words(folded(text)))):
        _hear_language(turn, text)
    if commands.run_command(turn, text.strip()):
        return
    if specialists.takes(turn, text) or rating.takes(turn, text):
        lasting.show_again(turn)
        return
    if any(map(str.isalpha, text)):
        _hear_language(turn, text)
    if early:
        _hold_early(turn, text)
    else:
        _heard(turn, text)


def _hear_language(turn: TurnBuilder, text: str) -> None:
    """What was typed is answered in its language, unless the person chose one."""
    finding = turn.world.finding
    if finding is None or finding.language == turn.session.heard_language:
        return
    if isinstance(turn.place, Home) or finding.asks or not _holds_names(finding.language, text):
        turn.remember(heard_language=finding.language)


def _holds_names(language: Language, text: str) -> bool:
    """Whether the foreign words of an answer may be names («Google Forms»): they tell nothing of the person's
    language."""
    said = words(folded(text))
    return language == "en" if any(map(cyrillic, said)) else len(said) <= LONGEST_FOREIGN_NAME


def _answers_another(turn: TurnBuilder, said: Said) -> bool:
    if not said.about or turn.world.under is not None:
        return False
    means_button = commands.answers(turn, said.text)
    if commands.is_command(turn, said.text) and not means_button:
        return False
    return retyping.answers_another(turn, said, recordable=not means_button)


def _heard(turn: TurnBuilder, text: str) -> None:
    match turn.place:
        case AtQuestion() as place:
            said_at_question(turn, place, text)
        case AtOneMessage() as place:
            said_at_one_message(turn, place, text)
        case AtAnotherSegment() | AtSummary():
            said_elsewhere(turn, text, turn.world.finding)
        case AtConfirmation() as place:
            _said_at_confirmation(turn, place, text)
        case Home():
            _said_at_home(turn, text)
        case _:
            assert_never(turn.place)


def _typed_early(turn: TurnBuilder, said: Said) -> bool:
    """Whether the text was typed before what is asked now was on screen."""
    if isinstance(turn.place, Home):
        # A question that was on screen when the interview was left: what is no question is its answer, even
        # where its words find an entry.
        finding = turn.world.finding
        outcome = finding.outcome if finding is not None else None
        is_answered = (finding is not None and finding.asks and isinstance(outcome, DirectAnswer)) or (
            isinstance(outcome, Unknown) and outcome.small_talk
        )
        return bool(said.question) and not is_answered
    if said.about and said.about == turn.question_name(turn.place):
        return False
    if said.offer is not None:
        return said.offer != turn.session.offer.number
    return said.question is not None and said.question != turn.question_name(turn.place)


def _hold_early(turn: TurnBuilder, text: str, *, recordable: bool = True) -> None:
    """The text answers nothing by itself: it is shown again, and a press records it at the question."""
    place = turn.place
    if isinstance(place, AtQuestion) and recordable:
        _hold(turn, place, text, "typed-early")
        return
    offering = None
    if isinstance(place, Home):
        offering = turn.new_offering()
        offer_to_continue(turn, offering)
    held = turn.text("typed-early-elsewhere") + paragraph(shortened(text, HELD_SHOWN))
    if isinstance(place, AtConfirmation):
        turn.lead += held
    else:
        turn.say(held, offering, tone="mistake")
    lasting.show_again(turn)


def _hold(turn: TurnBuilder, place: AtQuestion, text: str, why: str) -> None:
    """Shows, below why it is recorded nowhere, the text and the question, with the button that records it."""
    if place.aside.text is not None and place.aside.early:
        text = f"{place.aside.text}\n{text}"
    lead = turn.text(why, label=turn.form.field(place.path.field).label)
    again = replace(place, aside=Aside(text, early=True))
    ask_again(turn, again, lead + paragraph(shortened(text, HELD_SHOWN)), "mistake")


def _said_at_home(turn: TurnBuilder, text: str) -> None:
    action = typed_action(text, turn.session.offer, numbers=True)
    if isinstance(action, Lasting):
        lasting.perform(turn, action)
    elif action is not None:
        act(turn, action)
    elif turn.world.finding is not None:
        questions.answer_question(turn, turn.world.finding)


def _said_at_confirmation(turn: TurnBuilder, place: AtConfirmation, text: str) -> None:
    action = typed_action(text, turn.session.offer, numbers=True)
    spoken, _ = turn.world.library.phrases.command(text)
    if isinstance(action, Lasting):
        lasting.perform(turn, action)
    elif action is not None:
        confirmation.decide(turn, place, action == Simple("yes"))
    elif spoken in commands.MEANS_NO:
        confirmation.decide(turn, place, False)
    elif place.what == "rename_draft":
        confirmation.leave(turn, place)
        drafts.rename(turn, place.draft or "", text)
        show_place(turn)
    elif spoken in ("yes", "no") or spoken in commands.STEPS:
        # A button that is not on screen is not meant to be an answer either.
        confirmation.decide(turn, place, spoken == "yes")
    else:
        # Anything but a clear yes leaves everything as it was. It was not typed for the question below.
        confirmation.leave(turn, place)
        asks = turn.world.finding is not None and turn.world.finding.asks
        if isinstance(turn.place, AtQuestion) and not asks:
            _hold(turn, turn.place, text, "typed-instead-of-yes")
            return
        turn.say(turn.text("not-confirmed"))
        _heard(turn, text)


def _pressed(turn: TurnBuilder, button: str) -> None:
    try:
        action = action_of(button, turn.session.offer)
    except Stale:
        _stale(turn)
        return
    if isinstance(action, Lasting):
        lasting.perform(turn, action)
    elif isinstance(turn.place, AtConfirmation):
        confirmation.decide(turn, turn.place, action == Simple("yes"))
    else:
        act(turn, action)


def _stale(turn: TurnBuilder) -> None:
    """A button counts no more; where nothing is asked, a message leads back to what is unfinished."""
    at_home = isinstance(turn.place, Home)
    turn.notice = turn.label("stale-button-at-home" if at_home else "stale-button")
    leads_back = any(isinstance(each, OpenDraft) for each in turn.session.offer.actions)
    if leads_back or not at_home:
        return
    offering = turn.new_offering()
    offer_to_continue(turn, offering)
    if offering.buttons:
        turn.say(turn.text("stale-button-at-home"), offering)


def _selected(turn: TurnBuilder, buttons: tuple[str, ...]) -> None:
    """All options of a multiple choice at once: exactly these are chosen, in this order."""
    place = turn.place
    try:
        actions = [action_of(button, turn.session.offer) for button in buttons]
    except Stale:
        actions = []
    marks = [action.option for action in actions if isinstance(action, MarkOption)]
    draft = turn.draft(place.draft) if isinstance(place, AtQuestion) else None
    if not isinstance(place, AtQuestion) or draft is None or len(marks) != len(buttons):
        turn.notice = turn.label("stale-button")
        return
    own = {picked.option: picked for picked in place.marked}
    chosen = replace(place, marked=())
    for option in marks:
        chosen = with_mark(chosen, own.get(option, Picked(option)))
    taking.take_marked(turn, draft, chosen)


def _uploaded(turn: TurnBuilder, kind: str) -> None:
    known = kind if kind in ("file", "photo", "voice", "sticker", "video", "other") else "file"
    # One message: the word stands above the question, where one is on screen.
    turn.lead = turn.text(f"uploaded-{known}")
    lasting.show_again(turn)
    if turn.lead.blocks:
        turn.say(RichText(), tone="mistake")
