"""Answering questions: the official wording and its source, up to three suggestions, or «not ours»."""

from dialogs.actions import ChooseSuggestion, NoneOfThese, ShowEntry, ShowExamples, ShowGlossary, StartProfile
from dialogs.buttons import Offering
from dialogs.composing import Composing
from dialogs.session import Home
from dialogs.turn import LogQuestion, ProposePhrasing
from knowledge.answering import Answer, Finding, FollowUp, Suggest, Unknown
from knowledge.entries import Entry
from knowledge.markup import RichText, paragraph

RELATED_SHOWN = 3


def answer_question(turn: Composing, finding: Finding) -> None:
    """Says what was found and logs the question."""
    entries = tuple(scored.entry for scored in finding.ranked)
    if finding.follow_up is not None and turn.session.last_entry in turn.world.library.knowledge:
        follow_up(turn, finding.follow_up)
        return
    match finding.outcome:
        case Answer(entry, also):
            turn.do(LogQuestion(finding.question, "answer", entries))
            show_entry(turn, entry, also)
        case Suggest(suggested):
            turn.do(LogQuestion(finding.question, "suggest", entries))
            suggest(turn, finding.question, suggested)
        case Unknown(small_talk):
            if small_talk is None:
                turn.do(LogQuestion(finding.question, "unknown", entries))
            _not_ours(turn, f"small-talk-{small_talk}" if small_talk else "unknown")


def show_entry(turn: Composing, entry_id: str, also: tuple[str, ...] = ()) -> None:
    """The official answer with its follow-ups; `also` holds the other side of a comparison."""
    knowledge = turn.world.library.knowledge
    if entry_id not in knowledge:
        turn.notice = turn.label("entry-gone")
        return
    entry = knowledge[entry_id]
    body = entry_body(turn, entry)
    for other in also:
        body += entry_body(turn, knowledge[other])
    turn.remember(last_entry=entry_id)
    offering = turn.new_offering()
    _offer_follow_ups(turn, entry, offering, {entry_id, *also})
    turn.say(body, offering, tone="answer")


def entry_body(turn: Composing, entry: Entry) -> RichText:
    """Title, official wording, source."""
    language = turn.session.language
    body = paragraph(entry.title.into(language), strong=True) + turn.authored(entry.answer.into(language))
    if entry.origin is None:
        return body
    document = entry.origin.document.into(language)
    if not entry.origin.number:
        return body + turn.text("answer-source-whole", document=document)
    key = "answer-source-faq" if entry.tier == "faq" else "answer-source-term"
    return body + turn.text(key, document=document, number=entry.origin.number)


def _offer_follow_ups(turn: Composing, entry: Entry, offering: Offering, shown: set[str]) -> None:
    knowledge = turn.world.library.knowledge
    language = turn.session.language
    if entry.counterpart and entry.counterpart not in shown:
        other = knowledge[entry.counterpart]
        key = "button-counterpart-faq" if other.tier == "faq" else "button-counterpart-term"
        offering.show(ShowEntry(other.id), turn.label(key, title=other.title.into(language)))
        shown.add(other.id)
    if entry.example and entry.example not in shown:
        offering.show(ShowEntry(entry.example), turn.label("button-example-entry"))
        shown.add(entry.example)
    for related in [name for name in entry.related if name not in shown][:RELATED_SHOWN]:
        offering.show(ShowEntry(related), knowledge[related].title.into(language))
    if entry.template_link:
        offering.link(turn.label("button-template"), entry.template_link)


def suggest(turn: Composing, question: str, suggested: tuple[str, ...]) -> None:
    """«Возможно, вы имели в виду» with up to three choices.

    In the middle of the interview the choices only show their entry: the buttons that count there are
    those of the question, which is asked again below.
    """
    at_home = isinstance(turn.place, Home)
    offering = turn.new_offering()
    for entry_id in suggested:
        title = turn.world.library.knowledge[entry_id].title.into(turn.session.language)
        offering.show(ChooseSuggestion(question, entry_id) if at_home else ShowEntry(entry_id), title)
    if at_home:
        offering.show(NoneOfThese(question), turn.label("button-none-of-these"))
    turn.say(turn.text("suggest"), offering)


def choose_suggestion(turn: Composing, question: str, entry: str) -> None:
    """The meant entry is shown and the question becomes a candidate phrasing of it."""
    turn.do(ProposePhrasing(question, entry))
    show_entry(turn, entry)


def none_of_these(turn: Composing, question: str) -> None:
    """None of the suggestions was meant: the question goes to the team."""
    actions = turn.session.offer.actions
    suggested = tuple(action.entry for action in actions if isinstance(action, ChooseSuggestion))
    turn.do(LogQuestion(question, "unknown", suggested))
    _not_ours(turn, "unknown")


def _not_ours(turn: Composing, key: str) -> None:
    offering = turn.new_offering()
    offering.show(ShowGlossary(), turn.label("button-glossary"))
    offering.show(StartProfile(), turn.label("button-start-profile"))
    turn.say(turn.text(key), offering)


def follow_up(turn: Composing, kind: FollowUp) -> None:
    """«А пример?», «где шаблон», «подробнее» after an answer."""
    entry = turn.world.library.knowledge[turn.session.last_entry or ""]
    offering = turn.new_offering()
    match kind:
        case "example":
            if entry.example:
                show_entry(turn, entry.example)
                return
            offering.show(ShowExamples(), turn.label("button-examples"))
            turn.say(turn.text("follow-up-example"), offering)
        case "template":
            link = entry.template_link or _any_template(turn)
            if link is None:
                _not_ours(turn, "unknown")
                return
            offering.link(turn.label("button-template"), link)
            turn.say(turn.text("follow-up-template", link=link), offering)
        case "more":
            _offer_follow_ups(turn, entry, offering, {entry.id})
            turn.say(turn.text("follow-up-more", title=entry.title.into(turn.session.language)), offering)


def _any_template(turn: Composing) -> str | None:
    return next((entry.template_link for entry in turn.world.library.knowledge if entry.template_link), None)
