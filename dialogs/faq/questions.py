"""Answering questions: by an official answer, up to three suggestions, or «not ours»."""

from typing import assert_never

from dialogs.faq import rating, specialists
from dialogs.faq.showing import (
    entry_body,
    explanation,
    in_list,
    offer_follow_ups,
    one_by_one,
    show_entry,
    show_in,
    show_own,
)
from dialogs.turn.actions import (
    ChooseSuggestion,
    NoneOfThese,
    ShowEntry,
    ShowExamples,
    ShowGlossary,
    StartProfile,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.effects import LogQuestion, ProposePhrasing
from dialogs.turn.session import Home
from dialogs.turn.titles import offer_to_continue
from knowledge.finding import DirectAnswer, Finding, Outcome, Suggest, Unknown
from knowledge.query.incomplete import in_context
from knowledge.text.language import FollowUp
from knowledge.text.markup import RichText

# Of the questions of the development set that are not ours none comes so near (the nearest: 0.104).
NEAR_ENOUGH = 0.12
_WORDS_IN_PASSING = ("small-talk-greeting", "small-talk-thanks", "small-talk-farewell")
_REMEMBERED_SECONDS = 30 * 60  # «а внешний?» an hour later may mean anything


def answer_question(turn: TurnBuilder, finding: Finding) -> None:
    """Says what was found and logs the question."""
    entries = tuple(scored.entry for scored in finding.ranked)
    turn.remember(last_question=finding.question)
    if finding.follow_up is not None and turn.session.last_entry in turn.world.library.knowledge:
        _answer_follow_up(turn, finding.follow_up)
        return
    if len(finding.parts) > 1:
        turn.do(LogQuestion(finding.question, "answer", entries))
        _answer_parts(turn, finding.parts)
        return
    if terms := turn.form.terms.asked(finding.question):
        turn.do(LogQuestion(finding.question, "answer", ()))
        match finding.outcome:
            case DirectAnswer(entry):
                show_own(turn, *terms, official=entry)
            case _:
                show_own(turn, *terms)
        return
    in_place = _in_place_of_the_last(turn, finding)
    nearest = specialists.worth_showing(turn.world.library.knowledge, finding)
    match in_place or finding.outcome:
        case DirectAnswer(entry, also):
            turn.do(LogQuestion(finding.question, "answer", entries))
            show_entry(turn, entry, also)
        case Suggest(suggested, lacks):
            # What an entry does not tell is for the team to answer.
            turn.do(LogQuestion(finding.question, "unknown" if lacks else "suggest", entries))
            lead = "suggest-nearest" if lacks else "suggest"
            if lacks and turn.world.specialists:
                specialists.keep(turn, finding.question, nearest)
            else:
                suggest(turn, finding.question, suggested, learn=in_place is None and not lacks, lead=lead)
        case Unknown(small_talk):
            if small_talk is None:
                turn.do(LogQuestion(finding.question, "unknown", entries))
            if small_talk is None and turn.world.specialists:
                specialists.keep(turn, finding.question, nearest)
            elif small_talk is None and (
                near := tuple(each.entry for each in nearest if each.score >= NEAR_ENOUGH)
            ):
                suggest(turn, finding.question, near, learn=False, lead="suggest-nearest")
            else:
                _not_ours(turn, f"small-talk-{small_talk}" if small_talk else "unknown")


def _answer_parts(turn: TurnBuilder, parts: tuple[Finding, ...]) -> None:
    """Answers several questions of one message in their order; each entry once."""
    knowledge = turn.world.library.knowledge
    body, bodies, offering = RichText(()), list[RichText](), turn.new_offering()
    shown: dict[str, None] = {}
    for part in parts:
        match part.outcome:
            case DirectAnswer(entry, also):
                for name in [each for each in (entry, *also) if each not in shown and each in knowledge]:
                    bodies.append(body + entry_body(turn, knowledge[name]))
                    body = RichText(())
                    shown[name] = None
            case _ if terms := turn.form.terms.asked(part.question):
                bodies.append(sum((explanation(turn, term) for term in terms), body))
                body = RichText(())
            case Suggest(suggested):
                body += turn.text("part-suggest", question=part.question)
                for name in suggested:
                    offering.show(ShowEntry(name), knowledge[name].title.into(turn.session.language))
            case Unknown():
                link = _any_template(turn) if part.follow_up == "template" else None
                if link is not None:
                    body += turn.text("follow-up-template", link=link)
                    offering.link(turn.label("button-template"), link)
                elif part.follow_up is None:
                    turn.do(LogQuestion(part.question, "unknown", ()))
                    kept = "part-unknown-kept" if turn.world.specialists else "part-unknown"
                    body += turn.text(kept, question=part.question)
                    specialists.keep_part(turn, part.question)
    last = next(reversed(shown))
    turn.remember(last_entry=last, last_answered=int(turn.world.now.timestamp()))
    offer_follow_ups(turn, knowledge[last], offering, set(shown))
    rating.offer(turn, offering, *shown)
    turn.say(one_by_one(turn, bodies) + body, offering, tone="answer")


def _in_place_of_the_last(turn: TurnBuilder, finding: Finding) -> Outcome | None:
    """What an elliptic question means after a fresh answer, where that is sure."""
    knowledge, last = turn.world.library.knowledge, turn.session.last_entry
    fresh = turn.world.now.timestamp() - turn.session.last_answered <= _REMEMBERED_SECONDS
    if finding.elliptic is None or last is None or last not in knowledge or not fresh:
        return None
    return in_context(finding.elliptic, finding.ranked, knowledge, knowledge[last])


def suggest(
    turn: TurnBuilder, question: str, suggested: tuple[str, ...], *, learn: bool = True, lead: str = "suggest"
) -> None:
    """«Возможно, вы имели в виду» with up to three choices.

    In the middle of the interview the choices only show their entry: the buttons that count there are
    those of the question, which is asked again below. Nor is anything to `learn` from words that mean
    something else after another answer.
    """
    at_home = isinstance(turn.place, Home) and learn
    offering = turn.new_offering()
    for entry_id in suggested:
        title = in_list(turn, turn.world.library.knowledge[entry_id].named(turn.session.language))
        offering.show(ChooseSuggestion(question, entry_id) if at_home else ShowEntry(entry_id), title)
    if at_home:
        offering.show(NoneOfThese(question), turn.label("button-none-of-these"), "control")
    turn.say(turn.text(lead), offering, listed=True)


def choose_suggestion(turn: TurnBuilder, question: str, entry: str) -> None:
    """The meant entry is shown and the question becomes a candidate phrasing of it."""
    turn.do(ProposePhrasing(question, entry))
    specialists.found_nearby(turn)
    show_entry(turn, entry)


def none_of_these(turn: TurnBuilder, question: str) -> None:
    """None of the suggestions was meant: the question goes to the team."""
    actions = turn.session.offer.actions
    suggested = tuple(action.entry for action in actions if isinstance(action, ChooseSuggestion))
    turn.do(LogQuestion(question, "unknown", suggested, again=True))
    _to_the_team(turn, question)


def not_found(turn: TurnBuilder, question: str) -> None:
    """A question to which there is no answer goes to the team."""
    turn.do(LogQuestion(question, "unknown", ()))
    _to_the_team(turn, question)


def _to_the_team(turn: TurnBuilder, question: str) -> None:
    if turn.world.specialists:
        specialists.keep(turn, question)
    else:
        _not_ours(turn, "unknown")


def _not_ours(turn: TurnBuilder, key: str) -> None:
    if key in _WORDS_IN_PASSING and not isinstance(turn.place, Home):
        # One message: the word stands above what is on screen.
        turn.lead += turn.text("small-talk-greeting-on" if key == "small-talk-greeting" else key)
        return
    offering = turn.new_offering()
    if isinstance(turn.place, Home) and not turn.world.public:
        offer_to_continue(turn, offering)
    offering.show(ShowGlossary(), turn.label("button-glossary"))
    if isinstance(turn.place, Home):
        offering.show(StartProfile(), turn.label("button-start-profile"))
    if key == "small-talk-operator" and turn.world.specialists:
        specialists.offer(turn, offering)
        key = "small-talk-specialist"
    turn.say(turn.text(key), offering)


def _answer_follow_up(turn: TurnBuilder, kind: FollowUp) -> None:
    """«А пример?», «где шаблон», «подробнее» after an answer."""
    entry = turn.world.library.knowledge[turn.session.last_entry or ""]
    offering = turn.new_offering()
    match kind:
        case "example":
            if entry.example:
                show_entry(turn, entry.example)
                return
            offering.show(ShowExamples(), turn.label("button-examples"))
            rating.offer(turn, offering, entry.id)
            turn.say(turn.text("follow-up-example"), offering)
        case "template":
            link = entry.template_link or _any_template(turn)
            if link is None:
                not_found(turn, turn.session.last_question or entry.title.into(turn.session.language))
                return
            offering.link(turn.label("button-template"), link)
            rating.offer(turn, offering, entry.id)
            turn.say(turn.text("follow-up-template", link=link), offering)
        case "more":
            offer_follow_ups(turn, entry, offering, {entry.id})
            rating.offer(turn, offering, entry.id)
            turn.say(turn.text("follow-up-more", title=entry.title.into(turn.session.language)), offering)
        case "in-english" | "in-russian":
            show_in(turn, entry, "en" if kind == "in-english" else "ru")
        case _:
            assert_never(kind)


def _any_template(turn: TurnBuilder) -> str | None:
    return next((entry.template_link for entry in turn.world.library.knowledge if entry.template_link), None)
