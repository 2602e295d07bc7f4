"""Somebody wanders about: any button, old ones too, any text, any command. There is never a dead end."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dialogs.documents.report import build_report
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.events import Pressed, Said, Selected, Started, Uploaded
from dialogs.turn.session import AtQuestion
from dialogs.turn.world import Library
from knowledge.search.finder import Finder
from tests.talking import Conversation

COMMANDS = [
    *("/start", "/help", "/profile", "/drafts", "/glossary", "/examples", "/cancel", "/language", "/export"),
    *("/forget", "/document", "/back", "/forward", "/skip", "/hint", "/example", "/nodata", "/done"),
    *("/summary", "/left", "/keep", "/undo", "/nonsense", "/language en", "/language ru", "да", "нет"),
]
TEXTS = [
    *("кто такой внутренний клиент?", "а пример?", "рецепт борща", "привет", "38", "1", "2, 3", "01.02.2026"),
    *("Предоставление субсидий на оплату жилья", "Мне нужно знать срок, чтобы не ездить дважды"),
    *(
        "шаг один | где | что\nшаг второй\nшаг третий, последний",
        "первый пункт\nвторой пункт",
        "<b>{{ x }}</b>",
    ),
    *("", " ", "\x00", "а" * 5000, "\u202eтекст 😀", "|||", "999999999999999999999"),
]


class TalkWandering(RuleBasedStateMachine):
    library: Library
    finder: Finder

    @initialize()
    def arrive(self) -> None:
        self.talk = Conversation(self.library, self.finder)
        self.talk.send(Started())
        self.seen = ["1.1"]

    @rule(choice=st.integers(0, 10_000))
    def press(self, choice: int) -> None:
        buttons = [button.id for button in self.talk.buttons if button.id]
        if buttons:
            self.seen.append(buttons[choice % len(buttons)])
            self.talk.send(Pressed(self.seen[-1]))

    @rule(choice=st.integers(0, 10_000))
    def press_an_old_button(self, choice: int) -> None:
        self.talk.send(Pressed(self.seen[choice % len(self.seen)]))

    @rule(choice=st.integers(0, 10_000), count=st.integers(1, 4))
    def pick_several(self, choice: int, count: int) -> None:
        toggles = [button.id for button in self.talk.buttons if button.role == "toggle"]
        start = choice % len(toggles) if toggles else 0
        self.talk.send(Selected(tuple(toggles[start : start + count])))

    @rule(text=st.sampled_from(COMMANDS))
    def command(self, text: str) -> None:
        self.talk.say(text)

    @rule(text=st.sampled_from(TEXTS), stale=st.booleans())
    def say(self, text: str, stale: bool) -> None:
        self.talk.send(Said(text, 1 if stale else None))

    @rule(example=st.integers(0, 2), steps=st.integers(1, 12))
    def answer_well(self, example: int, steps: int) -> None:
        model = self.library.examples[example].draft
        for _ in range(steps):
            place = self.talk.session.place
            if isinstance(place, AtQuestion) and model.at(place.path) is not None:
                self.talk.say(typed_answer(View(self.library.form, model), place.path))

    @rule(kind=st.sampled_from(["file", "voice", "sticker"]))
    def upload(self, kind: str) -> None:
        self.talk.send(Uploaded(kind))

    @rule(payload=st.sampled_from(["", "term_client", "draft_none", "x" * 64]))
    def open_by_a_link(self, payload: str) -> None:
        self.talk.send(Started(payload))

    @invariant()
    def something_is_said(self) -> None:
        assert self.talk.said.strip() or self.talk.notice

    @invariant()
    def buttons_fit_every_messenger(self) -> None:
        assert all(len(button.id.encode()) <= 64 and button.label for button in self.talk.buttons)
        assert len(self.talk.buttons) <= 100

    def teardown(self) -> None:
        for draft in self.talk.drafts.values():
            build_report(self.library.form, draft, self.talk.now.date())
        self.talk.say("/cancel")
        assert self.talk.say("/start").strip()


def test_whatever_one_presses_and_says_a_way_on_is_on_screen(library: Library, finder: Finder) -> None:
    TalkWandering.library, TalkWandering.finder = library, finder
    case = TalkWandering.TestCase
    case.settings = settings(
        max_examples=40,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    case().runTest()
