"""How tickets are put into words: the card in the team's chat, answers to the askers.

Nothing personal goes to the team: nobody's name or address, and what looks like one in a text is masked.
"""

from dataclasses import dataclass
from typing import Literal

from dialogs.interview.checks.privacy import masked
from dialogs.team.tickets import TEAM_LANGUAGE, Asker, Letter, Post, Ticket
from dialogs.turn.actions import OnTicket
from dialogs.turn.buttons import lasting_id
from dialogs.turn.events import Address
from dialogs.turn.phrases import Argument, Phrases
from dialogs.turn.replies import Button, OwnTopic, Reply
from dialogs.turn.titles import shortened
from knowledge.base.entries import KnowledgeBase
from knowledge.text.markup import RichText, listing, paragraph
from knowledge.text.normalisation import plain_words

TicketButton = Literal["write", "solved", "helped", "missed"]
QUESTION_SHOWN = 1_000
FROM_PAGE = "page-"
"""How the name of a message begins that an expert wrote on the team's page."""
OTHERS_SHOWN = 3
_QUOTED = 200
_TOPIC = 100
_LABEL = 60


@dataclass(frozen=True, slots=True)
class CardAudience:
    """Whom the cards are written for, in which words, over which entries."""

    address: Address
    phrases: Phrases
    knowledge: KnowledgeBase

    def text(self, key: str, **arguments: Argument) -> RichText:
        return self.phrases.text(TEAM_LANGUAGE, key, **arguments)

    def label(self, key: str, **arguments: Argument) -> str:
        return self.phrases.label(TEAM_LANGUAGE, key, **arguments)

    def button(self, what: str, *subject: str | int) -> Button:
        """A button of the team; `subject` is what it is pressed for."""
        return Button(team_button(what, *subject), self.label(f"button-team-{what}"), "control")

    def letter(
        self,
        body: RichText,
        key: str,
        buttons: tuple[Button, ...] = (),
        *,
        topic: OwnTopic | None = None,
        notice: RichText | None = None,
        in_place: bool = False,
        under: str | None = None,
        regarding: str | None = None,
        persons: tuple[str, ...] = (),
    ) -> Letter:
        reply = Reply(body, buttons, language=TEAM_LANGUAGE, topic=topic, notice=notice)
        return Letter(self.address, reply, key, in_place, under, regarding, persons)


def team_button(what: str, *subject: str | int) -> str:
    """The id of a team's button, `team:take:12`."""
    return ":".join(("team", what, *map(str, subject)))


def key_of(ticket: Ticket, *more: str) -> str:
    return ":".join(("ticket", str(ticket.number), *more))


def card(team: CardAudience, ticket: Ticket, *, first: bool = False, words_gone: bool = False) -> Letter:
    """The ticket as the team sees it; a later card takes the place of an earlier one."""
    body = team.text(
        "card",
        number=ticket.number,
        people=len(ticket.askers),
        where=team.label(f"card-from-{_where(ticket)}"),
    )
    asked = ticket.shown(QUESTION_SHOWN)
    body += paragraph(asked or team.label("card-erased"))
    if others := _other_wordings(ticket):
        body += team.text("card-others") + listing(others)
    near = [each for each in ticket.nearest if each.entry in team.knowledge]
    if near:
        titles = [
            team.label(
                "card-near",
                title=team.knowledge[each.entry].named(TEAM_LANGUAGE),
                percent=round(100 * each.score),
            )
            for each in near
        ]
        body += team.text("card-nearest") + listing(titles)
    notice = body + team.text("notice-answer") if first else None
    owner = ticket.owner.name if ticket.owner else ""
    body += team.text(f"card-{ticket.state}", owner=owner, closed_with=len(ticket.answers))
    buttons = (
        team.button("take", ticket.number),
        team.button("entry", ticket.number),
        team.button("close", ticket.number),
    )
    closed = ticket.state == "closed"
    question = " ".join(asked.split())[:_TOPIC]
    name = team.label("card-topic", number=ticket.number, question=question)
    topic = OwnTopic(name.strip(), closed, words_gone)
    return team.letter(
        body,
        key_of(ticket),
        () if closed else buttons,
        topic=topic,
        notice=notice,
        in_place=not first,
        persons=tuple(asker.person for asker in ticket.askers),
    )


def _other_wordings(ticket: Ticket) -> list[str]:
    """How others ask the same. What differs only in signs and capitals is one wording, shown as it was first
    written."""
    wordings = {plain_words(ticket.shown(_QUOTED)): ""}
    # Many may have asked in the very same words, as far as they are read for names, and each reading costs.
    for asker in {(each.words[: 2 * _QUOTED], each.named): each for each in ticket.askers}.values():
        text = asker.shown(_QUOTED)
        wordings.setdefault(plain_words(text), text)
        if len(wordings) > OTHERS_SHOWN:
            break
    return [*wordings.values()][1:]


def _where(ticket: Ticket) -> str:
    """Says from where it is asked: a person of the team's need is never named."""
    if not ticket.askers:
        return "nowhere"
    address = ticket.askers[0].address
    return "page" if address.channel == "web" else "private" if address.chat == address.speaker else "group"


def entries(team: CardAudience, ticket: Ticket, found: tuple[str, ...]) -> Letter:
    """Entries to answer with, in place of the card's own buttons."""
    known = [name for name in found if name in team.knowledge]
    body = team.text("card-choose", number=ticket.number, found=len(known))
    buttons = tuple(
        Button(
            team_button("send", ticket.number, name),
            shortened(team.knowledge[name].named(TEAM_LANGUAGE), _LABEL),
        )
        for name in known
    )
    return team.letter(body, key_of(ticket, "entries"), buttons, under=key_of(ticket))


def words(team: CardAudience, ticket: Ticket, asker: Asker, post: Post) -> Letter:
    """What an asker adds."""
    body = team.text("card-words", number=ticket.number) + paragraph(
        masked(post.body.plain(), QUESTION_SHOWN)
    )
    key = key_of(ticket, "words", post.message)
    return team.letter(body, key, under=key_of(ticket), persons=(asker.person,))


def follows(team: CardAudience, ticket: Ticket, old: Ticket) -> Letter:
    """Under the card: that the same person asked before, for what they say now may lean on that."""
    body = team.text("card-follows", number=ticket.number, old=old.number)
    return team.letter(body, key_of(ticket, "follows"), under=key_of(ticket))


def words_gone(team: CardAudience, key: str) -> Letter:
    """What stands in place of a message whose words their person has erased."""
    return team.letter(team.text("team-words-gone"), key, in_place=True)


def sent(team: CardAudience, ticket: Ticket, post: Post) -> Letter:
    """Under the expert's message: that it is on its way, and what may become of it."""
    body = team.text("card-sent", number=ticket.number, people=len(ticket.askers))
    if post.message.startswith(FROM_PAGE) and post.expert is not None:
        # It stands nowhere else in the chat.
        body += team.text("card-sent-page", name=post.expert.name) + post.body
    learn = (team.button("learn", ticket.number, post.message),) if post.may_be_learned else ()
    key = key_of(ticket, "sent", post.message)
    return team.letter(body, key, learn, regarding=_replied(ticket, post))


def _replied(ticket: Ticket, post: Post) -> str | None:
    if not post.message[:1].isdigit():
        return None
    return f"{post.message}:{ticket.thread}" if ticket.thread else post.message


def not_yours(team: CardAudience, ticket: Ticket) -> Letter:
    owner = ticket.owner.name if ticket.owner else ""
    body = team.text("card-not-yours", number=ticket.number, owner=owner)
    return team.letter(body, key_of(ticket, "note"), (team.button("take", ticket.number),))


def reminder(team: CardAudience, ticket: Ticket) -> Letter:
    owner = ticket.owner.name if ticket.owner else ""
    body = team.text(f"card-overdue-{ticket.state}", number=ticket.number, owner=owner)
    take = (team.button("take", ticket.number),)
    return team.letter(body, key_of(ticket, "reminder"), take, notice=body, under=key_of(ticket))


def answer(
    team: CardAudience, ticket: Ticket, asker: Asker, post: Post, *, corrected: bool = False
) -> Letter:
    """A specialist's answer, as such; a correction takes its place."""
    phrases, language = team.phrases, asker.language
    question = asker.words if len(asker.words) <= _QUOTED else asker.words[: _QUOTED - 1] + "…"
    body = phrases.text(
        language, "specialist-corrected" if corrected else "specialist-answer", question=question
    )
    buttons = (
        _asker_button(phrases, asker, "write"),
        _asker_button(phrases, asker, "solved"),
    )
    copied = None if corrected else post.file
    body += post.body
    if copied is not None and copied.channel != asker.address.channel:
        # Another messenger's file: it is named, and can be asked for.
        body += phrases.text(language, "specialist-file", name=copied.name)
        copied = None
    reply = Reply(body, buttons, tone="answer", language=language, copied=copied)
    return _to_asker(asker, reply, key_of(ticket, "answer", post.message), in_place=corrected)


def closed(team: CardAudience, ticket: Ticket, asker: Asker) -> Letter:
    """The question is closed: did it help?"""
    phrases, language = team.phrases, asker.language
    answered = bool(ticket.answers)
    body = phrases.text(language, "ticket-closed" if answered else "ticket-closed-unanswered")
    asked: tuple[TicketButton, ...] = ("helped", "missed") if answered else ("write",)
    buttons = tuple(_asker_button(phrases, asker, what) for what in asked)
    return _to_asker(asker, Reply(body, buttons, language=language), key_of(ticket, "closed"))


def handed_over(team: CardAudience, asker: Asker) -> Letter:
    """A minute has passed: the question is with the specialists."""
    body = team.phrases.text(asker.language, "handed-over-by-itself")
    return _to_asker(asker, Reply(body, language=asker.language), f"asked:{asker.key}")


def _to_asker(asker: Asker, reply: Reply, key: str, *, in_place: bool = False) -> Letter:
    return Letter(asker.address, reply, key, in_place, regarding=asker.regarding, persons=(asker.person,))


def _asker_button(phrases: Phrases, asker: Asker, what: TicketButton) -> Button:
    return Button(
        lasting_id(OnTicket(what, asker.key)), phrases.label(asker.language, f"button-{what}"), "control"
    )
