"""Somebody with two devices answers, edits, replies, sends in parts and presses anything, out of order. Every
text is recorded where it belongs, kept, or answered; what is recorded goes only when somebody says so."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from pydantic import TypeAdapter

from dialogs.filling.following import follow, saved_drafts
from dialogs.interview.answers import Items, Path, Rows
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.buttons import PATH_PATTERN
from dialogs.turn.effects import Turn
from dialogs.turn.events import Edited, Event, Pressed, Said, Started
from dialogs.turn.session import AtConfirmation, AtOneMessage, AtQuestion, AtSummary, Session
from dialogs.turn.world import Library, World
from knowledge.search.finder import Finder
from tests.talking import Conversation, question_name

# Every typed text holds marks, by which it is known wherever it stands.
MARK = re.compile(r"слово\d+ы")
WORDS = (
    "Мне нужно знать {} заранее, чтобы не ездить дважды",
    "{} и ещё {}",
    "{}\n{}",
    "шаг {} | где | что\nшаг {} | МФЦ | очередь",
    "почему {}?",
    "Министерство {} области",
    "2026 год, опрос {} по шкале 1–5",
    "{}",
)
COMMANDS = ("/back", "/forward", "готово", "/undo", "/summary", "/left", "/skip", "/keep", "да", "/continue")
# Where something may go because the person said so.
MAY_TAKE = re.compile(r"Убрать последний|Удалить|Заменить|Вернуть|Нет данных|Да,|Записать")
SESSION = TypeAdapter(Session)
ALL = frozenset({""})


@dataclass(frozen=True)
class SentText:
    """A message of the person's; `meant`: the questions that it may answer."""

    number: int
    text: str
    meant: frozenset[str]


@dataclass
class TwinChat(Conversation):
    """One of a person's chats, with which the other goes along. `seen`, `asked`: buttons and names of
    questions that were on screen once."""

    sent: list[SentText] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    beside: "TwinChat | None" = None

    def _keep(self, turn: Turn) -> None:
        super()._keep(turn)
        self.seen += [button.id for button in self.buttons if button.id]
        self.asked += filter(None, [self.question_on_screen])
        if self.beside is not None and saved_drafts(turn):
            world = World(self.library, self.now, self.drafts, messenger=self.beside.messenger)
            if (following := follow(self.beside.session, world, turn)) is not None:
                other, self.beside.beside = self.beside, None
                other._keep(following)
                other.beside = self

    @property
    def question_on_screen(self) -> str:
        return question_name(self.session.place, self.drafts)

    def stored(self) -> dict[str, set[str]]:
        """The questions at which each mark is recorded."""
        found: dict[str, set[str]] = {}
        for draft in self.drafts.values():
            for segment, answers in ((None, draft.shared), *enumerate(draft.segments)):
                for name, answer in answers.items():
                    for mark in MARK.findall(repr(answer)):
                        found.setdefault(mark, set()).add(f"{draft.id}:{Path(name, segment)}")
            for key, why in draft.reasons.items():
                for mark in MARK.findall(why):
                    found.setdefault(mark, set()).add(f"{draft.id}:{key.partition('#')[0]}")
        return found


class TwoChatsFilling(RuleBasedStateMachine):
    library: Library
    finder: Finder

    @initialize(
        messenger=st.booleans(), example=st.integers(0, 2), known=st.integers(0, 3), open=st.integers(0, 9)
    )
    def arrive(self, messenger: bool, example: int, known: int, open: int) -> None:
        """At the first question, or where of some segments one list is not filled yet."""
        self.talk = TwinChat(self.library, self.finder, messenger=messenger, specialists=True)
        self.model = self.library.examples[example].draft
        self.talk.send(Started())
        self.talk.begin()
        lists = [each.id for each in self.library.form.fields if each.type in ("list", "table")]
        if known:
            left = lists[open % len(lists)]
            shared, *segments = (
                {name: answer for name, answer in answers.items() if name != left}
                for answers in (self.model.shared, *self.model.segments[: known - 1])
            )
            begun = self.talk.draft
            self.talk.drafts[begun.id] = replace(begun, shared=shared, segments=tuple(segments))
            self.talk.say("/continue")
        other = TwinChat(
            self.library, self.finder, drafts=self.talk.drafts, messenger=not messenger, turns=500_000
        )
        self.talk.beside, other.beside = other, self.talk
        other.say("/continue")
        self.number, self.marks = 10, 0
        self.meant: dict[str, frozenset[str]] = {}

    def turn(self, event: Event, typed: str = "", may_go: Collection[str] = (), rest: bool = False) -> None:
        """One turn, and what holds after each. `rest`: of a message that nothing was recorded of."""
        before, place, alone = self.talk.stored(), self.talk.session.place, self.only_lines()
        known = {*self.talk.drafts}
        self.talk.send(event)
        after, session = self.talk.stored(), SESSION.dump_json(self.talk.session).decode()
        for mark, places in after.items():
            # The next profile begins with what is asked once per person, a similar segment with another's.
            taken = {each for each in places if each.partition(":")[0] not in known}
            if "у сегментов часто совпадает" in self.talk.said:
                taken |= places
            self.means([mark], frozenset(taken))
            wrong = places - self.meant[mark] if self.meant[mark] != ALL else ()
            assert not wrong, f"{mark} stands at {wrong}, meant for {self.meant[mark]}: {self.talk.said}"
        fresh = {each for mark in {*MARK.findall(typed)} & {*after} for each in after[mark]}
        for mark in {*before} - {*after} - {*may_go}:
            alike = any(MARK.sub("", line) in MARK.sub("", typed) for line in alone if mark in line)
            replaced = before[mark] <= fresh and (alike or not self.collects(before[mark]))
            # What is asked for anew is quoted.
            assert replaced or mark in session or mark in self.talk.said, (
                f"{mark} is gone from {before[mark]}: {self.talk.said}"
            )
        kept = session + self.talk.said + repr(self.talk.effects[-8:])
        silent = rest or (isinstance(event, Edited) and getattr(place, "back", place).kind == "home")
        for mark in MARK.findall(typed):
            assert mark in after or mark in kept or self.talk.said or silent, f"{mark} is lost at {place}"
        assert self.talk.said or self.talk.notice or typed

    def only_lines(self) -> list[str]:
        """What alone stands in a list: a line that is like it takes its place."""
        return [
            answer.value[0] if isinstance(answer, Items) else " | ".join(answer.value[0].values())
            for draft in self.talk.drafts.values()
            for answers in (draft.shared, *draft.segments)
            for answer in answers.values()
            if isinstance(answer, Items | Rows) and len(answer.value) == 1
        ]

    def collects(self, places: set[str]) -> bool:
        """Whether a message adds to what stands there."""
        fields = [self.library.form.field(each.partition(":")[2].partition("@")[0]) for each in places]
        return self.talk.messenger and any(each.type in ("list", "table") for each in fields)

    def words(self, choice: int, meant: frozenset[str]) -> str:
        self.marks += 2
        marks = [f"слово{self.marks}ы", f"слово{self.marks + 1}ы"]
        self.means(marks, meant)
        return WORDS[choice % len(WORDS)].format(*marks)

    def means(self, marks: Collection[str], names: frozenset[str]) -> None:
        for mark in marks:
            self.meant[mark] = self.meant.get(mark, frozenset()) | names

    def named(self, name: str) -> frozenset[str]:
        """The questions that an answer to what is called so may stand at."""
        draft, _, rest = name.partition(":")
        written = rest.removeprefix("one-message:").partition(":")[0].partition("~")[0]
        if PATH_PATTERN.fullmatch(written):
            return frozenset({f"{draft}:{written}"})
        place = self.talk.session.place
        if isinstance(place, AtSummary) and place.keeping:
            return frozenset({f"{place.draft}:{place.keeping.partition('#')[0]}"})
        return frozenset()

    def say_so(self, said: Said, rest: bool = False) -> None:
        self.talk.sent.append(SentText(self.number, said.text, self.meant[MARK.findall(said.text)[0]]))
        self.turn(said, said.text, rest=rest)

    @rule()
    def take_the_other_device(self) -> None:
        assert self.talk.beside is not None
        self.talk = self.talk.beside

    @rule(choice=st.integers(0, 100), late=st.integers(0, 8), cut=st.booleans(), more=st.integers(0, 2))
    def say(self, choice: int, late: int, cut: bool, more: int) -> None:
        """An answer to what is on screen, or to what was before; perhaps in several parts."""
        name = self.talk.question_on_screen
        asked = self.talk.asked[-1 - late % len(self.talk.asked)] if late < 3 else name
        meant, place = self.named(asked), self.talk.session.place
        if isinstance(place, AtConfirmation):
            # What is neither yes nor no answers the question behind.
            meant |= self.named(question_name(place.back, self.talk.drafts))
        text = self.words(choice, meant)
        self.number += 2
        if not self.talk.messenger:
            self.say_so(Said(text, offer=self.talk.session.offer.number - (asked != name)))
            return
        said = Said(text, message=str(self.number), moment=1_000 + self.number, cut=" " if cut else None)
        said = replace(said, question=asked)
        self.say_so(said)
        for _ in range(more if cut else 0):
            taken = not {*MARK.findall(said.text)}.isdisjoint(self.talk.stored())
            text = self.words(choice, self.named(asked) | self.meant[MARK.findall(said.text)[0]])
            self.number += 1
            said = replace(said, text=text, message=str(self.number))
            self.say_so(said, rest=not taken)

    @rule(choice=st.integers(0, 100), which=st.integers(0, 7))
    @precondition(lambda self: self.talk.messenger and self.talk.sent)
    def edit(self, choice: int, which: int) -> None:
        place = len(self.talk.sent) - 1 - which % len(self.talk.sent)
        old, last = self.talk.sent[place], self.talk.session.last_typed
        meant, here = old.meant, self.talk.question_on_screen or self.talk.session.place.kind
        if last is not None and (last.message, last.path, last.place) == (str(old.number), None, here):
            # What was no answer is heard anew.
            meant |= self.named(self.talk.question_on_screen)
        text = self.words(choice, meant)
        self.talk.sent[place] = replace(old, text=text, meant=meant)
        self.turn(Edited(str(old.number), text), text, may_go=MARK.findall(old.text))

    @rule(choice=st.integers(0, 100), which=st.integers(0, 9))
    @precondition(lambda self: self.talk.messenger)
    def reply(self, choice: int, which: int) -> None:
        name = self.talk.asked[-1 - which % len(self.talk.asked)]
        text = self.words(choice, self.named(name))
        self.number += 2
        said = Said(text, message=str(self.number), moment=1_000 + self.number, about=name)
        self.say_so(replace(said, question=self.talk.question_on_screen))

    @rule(fields=st.lists(st.integers(0, 200), min_size=1, max_size=3), choice=st.integers(0, 100))
    def say_several(self, fields: list[int], choice: int) -> None:
        """«Заполнить одним сообщением»."""
        self.turn(Said("/fill"))
        place = self.talk.session.place
        if not isinstance(place, AtOneMessage) or place.decides:
            return
        lines = []
        for number in fields:
            asked = self.library.form.fields[number % len(self.library.form.fields)]
            paths = [Path(asked.id, n if asked.scope == "segment" else None) for n in range(9)]
            text = self.words(choice, frozenset(f"{place.draft}:{path}" for path in paths))
            lines.append(f"{asked.label}: {text}")
        self.number += 2
        typed = "\n\n".join(lines)
        self.talk.sent.append(SentText(self.number, typed, ALL))
        question = self.talk.question_on_screen if self.talk.messenger else None
        self.turn(Said(typed, message=str(self.number), question=question), typed)

    @rule(choice=st.integers(0, 10_000), old=st.integers(0, 9))
    def press(self, choice: int, old: int) -> None:
        buttons = {button.id: button.label for button in self.talk.buttons if button.id}
        among = list(buttons) if old and buttons else self.talk.seen
        identity, place = among[choice % len(among)], self.talk.session.place
        if isinstance(place, AtQuestion) and place.aside.text:
            # «Записать как ответ» says that it is one.
            self.means(MARK.findall(place.aside.text), self.named(self.talk.question_on_screen))
        takes = MAY_TAKE.search(buttons.get(identity, "")) or identity.startswith("undo:")
        self.turn(Pressed(identity), may_go=self.talk.stored() if takes else ())

    @rule(text=st.sampled_from(COMMANDS))
    def command(self, text: str) -> None:
        self.turn(Said(text), may_go=self.talk.stored() if text in ("да", "/undo") else ())

    @rule(steps=st.integers(1, 8))
    def answer_well(self, steps: int) -> None:
        for _ in range(steps):
            place = self.talk.session.place
            if not isinstance(place, AtQuestion) or self.model.at(place.path) is None:
                return
            if not MARK.search(repr(self.talk.draft.at(place.path))):
                self.turn(Said(typed_answer(View(self.library.form, self.model), place.path)))
                self.turn(Said("готово"))


def test_nothing_is_lost_and_nothing_misplaced(library: Library, finder: Finder) -> None:
    TwoChatsFilling.library, TwoChatsFilling.finder = library, finder
    case = TwoChatsFilling.TestCase
    case.settings = settings(
        max_examples=30,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        # What fails is long, and to shorten it takes minutes.
        phases=[Phase.generate],
    )
    case().runTest()
