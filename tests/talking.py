"""Drives the conversation as a person would, with neither a channel nor a database.

Sessions and drafts go through JSON after every turn, so what does not survive a restart fails early.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from dialogs.conversation import converse
from dialogs.interview.answers import Answer, Draft, Path
from dialogs.interview.question import question
from dialogs.interview.route import Step, route
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.building import TurnBuilder
from dialogs.turn.effects import DeleteDraft, Effect, ForgetPerson, RememberPerson, SaveDraft, Turn
from dialogs.turn.events import Edited, Event, Pressed, Said, Selected
from dialogs.turn.replies import Button, Reply
from dialogs.turn.session import AtQuestion, AtSummary, Place, Session
from dialogs.turn.world import Library, World
from knowledge.finding import Answers

_SESSION = TypeAdapter(Session)
_DRAFT = TypeAdapter(Draft)


@dataclass
class Conversation:
    """One person in one chat; `replies` are those of the last turn, `effects` all there ever were."""

    library: Library
    finder: Answers
    session: Session = field(default_factory=Session)
    drafts: dict[str, Draft] = field(default_factory=dict)
    about_person: dict[str, Answer] = field(default_factory=dict)
    now: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    replies: tuple[Reply, ...] = ()
    notice: str = ""
    effects: list[Effect] = field(default_factory=list)
    turns: int = 0
    messenger: bool = False
    specialists: bool = False

    def send(self, event: Event) -> str:
        """One turn; returns everything that was said, as plain text."""
        self.turns += 1
        self.now += timedelta(seconds=10)
        text = event.text if isinstance(event, Said | Edited) else ""
        finding = self.finder.find(text) if text.strip() and not text.startswith("/") else None
        world = World(
            self.library,
            self.now,
            self.drafts,
            self.about_person,
            finding,
            f"id{self.turns:06d}aaaabbbbccccdddd",
            messenger=self.messenger,
            has_page=self.messenger,
            specialists=self.specialists,
        )
        turn = converse(self.session, event, world)
        self._keep(turn)
        return self.said

    def _keep(self, turn: Turn) -> None:
        self.session = _SESSION.validate_json(_SESSION.dump_json(turn.session))
        assert self.session == turn.session
        self.replies, self.notice = turn.replies, turn.notice
        self.effects += turn.effects
        for effect in turn.effects:
            match effect:
                case SaveDraft(draft):
                    self.drafts[draft.id] = _DRAFT.validate_json(_DRAFT.dump_json(draft))
                    assert self.drafts[draft.id] == draft
                case DeleteDraft(draft_id):
                    self.drafts.pop(draft_id, None)
                case RememberPerson(answers):
                    self.about_person = dict(answers)
                case ForgetPerson():
                    self.drafts, self.about_person = {}, {}
                case _:
                    pass

    @property
    def said(self) -> str:
        return "\n\n".join(reply.body.plain() for reply in self.replies)

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.replies for button in reply.buttons]

    def typed_in(self) -> object:
        """What stands in the field of the question on screen."""
        expected = self.replies[-1].input
        assert expected is not None
        return expected.value

    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    def say(self, text: str) -> str:
        return self.send(Said(text))

    def button(self, label: str) -> Button:
        """The button of the last replies whose label begins with `label`."""
        for button in reversed(self.buttons):
            if button.label == label:
                return button
        for button in reversed(self.buttons):
            if button.label.removeprefix("✓ ").startswith(label):
                return button
        raise AssertionError(f"no button «{label}» among {self.labels()}\n{self.said}")

    def press(self, label: str) -> str:
        return self.send(Pressed(self.button(label).id))

    def pick(self, labels: Iterable[str]) -> str:
        return self.send(Selected(tuple(self.button(label).id for label in labels)))

    @property
    def draft(self) -> Draft:
        """The only draft, or the one on screen."""
        place = self.session.place
        if hasattr(place, "draft") and place.draft:
            return self.drafts[place.draft]
        assert len(self.drafts) == 1
        return next(iter(self.drafts.values()))

    @property
    def path(self) -> Path:
        """The question on screen."""
        assert isinstance(self.session.place, AtQuestion), (self.session.place, self.said)
        return self.session.place.path

    def question(self, path: str) -> str:
        """The wording of a question, as it is put now."""
        return question(View(self.library.form, self.draft), Path.parse(path)).text

    def fill_like(self, model: Draft, *, until: str | None = None) -> None:
        """Answers every question by typing what `model` holds, up to the question `until`."""
        while not isinstance(self.session.place, AtSummary):
            if isinstance(self.session.place, AtQuestion) and str(self.path) == until:
                return
            self.answer_like(model)

    def answer_like(self, model: Draft) -> None:
        """Answers what is on screen as in `model`."""
        if not isinstance(self.session.place, AtQuestion):
            more = len(self.draft.segments) < len(model.segments)
            self.press("Да, добавить" if more else "Нет, сегментов")
            return
        path = self.path
        answered = model.at(path) is not None
        self.say(typed_answer(View(self.library.form, model), path) if answered else "пропустить")
        place = self.session.place
        assert not isinstance(place, AtQuestion) or place.path != path, f"{path}: {self.said}"

    def answer_like_hurriedly(self, model: Draft) -> None:
        """As `answer_like`, leaving as it is whatever may be left."""
        if not isinstance(self.session.place, AtQuestion) or model.at(self.path) is None:
            self.answer_like(model)
            return
        self.say(typed_answer(View(self.library.form, model), self.path))
        if "Оставить как есть" in self.labels():
            self.keep()

    def keep(self, why: str = "") -> None:
        """Leaves the answer on screen as it is, with a reason or without one."""
        self.press("Оставить как есть")
        if why:
            self.say(why)
        else:
            self.press("Без пояснения")

    def begin(self) -> "Conversation":
        """A new profile, at its first question."""
        self.say("/profile")
        return self

    def reach(self, path: str, model: Draft) -> "Conversation":
        """The interview up to the question `path`, answered as in `model`."""
        self.begin()
        self.fill_like(model, until=path)
        assert str(self.path) == path
        return self

    def route(self) -> tuple[Step, ...]:
        return route(View(self.library.form, self.draft))

    def anew(self) -> "Conversation":
        """The same library, nobody known yet."""
        return replace(
            self, session=Session(), drafts={}, about_person={}, replies=(), effects=[], turns=self.turns
        )


def question_name(place: Place, drafts: Mapping[str, Draft]) -> str:
    """The name of the question at `place`, as the conversation calls it."""
    # Nothing else is asked of it.
    world = World(None, datetime(2026, 11, 22, tzinfo=UTC), drafts)  # type: ignore[arg-type]
    return TurnBuilder(Session(), world).question_name(place)
