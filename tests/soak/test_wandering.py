"""Somebody wanders through the whole bot, in two chats, over restarts and months: there is never a dead
end, no answer changes by itself, and the document says what was answered."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from dialogs.interview.answers import Draft
from dialogs.interview.display import answer_lines
from dialogs.interview.route import AskField, route
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.events import Address, Edited, Event, Pressed, Said, Selected, Started, Uploaded
from dialogs.turn.session import AtQuestion, Home
from dialogs.turn.world import Library
from knowledge.search.finder import Finder
from tests.dialogs.test_wandering import COMMANDS, TEXTS
from tests.documents.reading import docx_text, normal
from tests.soak.conftest import Amount
from tests.soak.explaining import answers, unexplained
from tests.soak.figures import Figures
from tests.soak.finishing import Finisher, buttons, shown
from tests.soak.without_channels import MESSENGER, PAGE, BotWithoutChannels, Heard

ADDRESSES = st.sampled_from([PAGE, MESSENGER])
MARKUP = "<b>жирный</b> & {{ needs }} _x_ [y](z)"


class BotWandering(RuleBasedStateMachine):
    library: Library
    finder: Finder
    steps = 0
    documents = 0
    answered = 0

    @initialize()
    def arrive(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        bot = BotWithoutChannels(Path(self.folder.name) / "bot.db", self.library, self.finder)
        self.bot = self.runner.run(bot.open())
        self.seen = {PAGE: ["1.1"], MESSENGER: ["1.1"]}
        self.screen = {PAGE: Heard([], ""), MESSENGER: Heard([], "")}
        self.messages = 0
        for address in (PAGE, MESSENGER):
            self.send(address, Started())

    def send(self, address: Address, event: Event, times: int = 1) -> Heard:
        """One event, after which everything is looked at."""
        BotWandering.steps += 1
        return self.runner.run(self._send(address, event, times))

    async def _send(self, address: Address, event: Event, times: int) -> Heard:
        bot = self.bot
        before, session = await bot.drafts(address), await bot.session(address)
        other = MESSENGER if address == PAGE else PAGE
        elsewhere = await bot.drafts(other)
        heard = await bot.hear(address, event, times)
        after = await bot.drafts(address)
        assert bot.faults.getvalue() == ""
        # Of an edited message only a change is spoken of.
        assert shown(heard).strip() or heard.notice or isinstance(event, Edited), f"silence after {event}"
        assert list(unexplained(session, event, before, after)) == [], event
        assert await bot.drafts(other) == elsewhere
        assert all(len(b.id.encode()) <= 64 and b.label for b in buttons(heard))
        assert len(buttons(heard)) <= 100
        if heard.replies:
            self.screen[address] = heard
            self.seen[address] += [button.id for button in buttons(heard) if button.id]
            await self._read_documents(address, heard)
        return heard

    async def _read_documents(self, address: Address, heard: Heard) -> None:
        """A document handed over says every answer of the draft that it was made of."""
        for attachment in (a for reply in heard.replies for a in reply.attachments if a.format == "docx"):
            stored = await self.bot.store.document(attachment.document, address)
            assert stored is not None
            file = await self.bot.documents.file(attachment.document, "docx", address)
            assert file is not None
            assert stored.draft is not None
            if not stored.example:
                kept = (await self.bot.drafts(address))[stored.draft.id]
                assert answers(kept) == answers(stored.draft)
            # A list of options goes on in lower case after its first.
            text = docx_text(file.content).casefold()
            missing = [line for line in self.said_in(stored.draft) if normal(line).casefold() not in text]
            assert not missing, missing
            BotWandering.documents += 1

    def said_in(self, draft: Draft) -> list[str]:
        form = self.library.form
        paths = [step.path for step in route(View(form, draft)) if isinstance(step, AskField)]
        given = [
            path
            for path in paths
            if form.field(path.field).in_document == "true" and draft.at(path) is not None
        ]
        shown = [(form.field(path.field), View(form, draft).of_segment(path.segment)) for path in given]
        answers = [(field, answer) for field, view in shown if (answer := view.answer(field.id)) is not None]
        lines = [line for each in answers for line in answer_lines(form, *each, document=True)]
        return [part for line in lines for part in line.split(" | ")]

    @rule(address=ADDRESSES, choice=st.integers(0, 10_000), times=st.sampled_from([1, 1, 1, 3]))
    def press(self, address: Address, choice: int, times: int) -> None:
        found = [button.id for button in buttons(self.screen[address]) if button.id] or ["menu:"]
        self.send(address, Pressed(found[choice % len(found)]), times)

    @rule(address=ADDRESSES, choice=st.integers(0, 10_000))
    def press_an_old_button(self, address: Address, choice: int) -> None:
        seen = self.seen[address]
        self.send(address, Pressed(seen[choice % len(seen)]))

    @rule(choice=st.integers(0, 10_000))
    def press_a_button_of_the_other_chat(self, choice: int) -> None:
        self.send(PAGE, Pressed(self.seen[MESSENGER][choice % len(self.seen[MESSENGER])]))

    @rule(address=ADDRESSES, choice=st.integers(0, 10_000), count=st.integers(1, 4))
    def pick_several(self, address: Address, choice: int, count: int) -> None:
        toggles = [b.id for b in buttons(self.screen[address]) if b.role == "toggle"]
        start = choice % len(toggles) if toggles else 0
        self.send(address, Selected(tuple(toggles[start : start + count])))

    @rule(address=ADDRESSES, text=st.sampled_from(COMMANDS))
    def command(self, address: Address, text: str) -> None:
        self.say(address, text)

    @rule(address=ADDRESSES, text=st.sampled_from([*TEXTS, MARKUP]), stale=st.booleans())
    def say_anything(self, address: Address, text: str, stale: bool) -> None:
        self.say(address, text, 1 if stale else None)

    def say(self, address: Address, text: str, offer: int | None = None) -> None:
        self.messages += 1
        moment = int(self.bot.now.timestamp())
        message = str(self.messages) if address == MESSENGER else ""
        cut = " " if message and len(text) >= 2_000 else None
        self.send(address, Said(text, offer, message, moment if message else 0, self.messages - 1, cut))

    @rule(text=st.sampled_from([*TEXTS, "38", "/profile"]), back=st.integers(0, 2))
    def edit(self, text: str, back: int) -> None:
        self.send(MESSENGER, Edited(str(max(self.messages - back, 1)), text))

    @rule(address=ADDRESSES, example=st.integers(0, 2), count=st.integers(1, 12))
    def answer_well(self, address: Address, example: int, count: int) -> None:
        """As in an example; what is typed is what is kept."""
        model = self.library.examples[example].draft
        if self.place(address) == Home():
            self.say(address, "/profile")
        for _ in range(count):
            place = self.place(address)
            if not isinstance(place, AtQuestion) or model.at(place.path) is None:
                return
            if place.writing is not None or place.refused.text is not None:
                return
            self.say(address, typed_answer(View(self.library.form, model), place.path))
            self._was_kept(address, place, model)

    def _was_kept(self, address: Address, place: AtQuestion, model: Draft) -> None:
        if self.place(address) == place:
            return
        now = self.place(address)
        moved = not isinstance(now, AtQuestion) or now.path != place.path
        if moved:
            drafts = self.runner.run(self.bot.drafts(address))
            assert drafts[place.draft].at(place.path) == model.at(place.path), place.path
            BotWandering.answered += 1

    def place(self, address: Address) -> object:
        return self.runner.run(self.bot.session(address)).place

    @rule(address=ADDRESSES, kind=st.sampled_from(["file", "voice", "sticker", "photo", "unheard of"]))
    def upload(self, address: Address, kind: str) -> None:
        self.send(address, Uploaded(kind))

    @rule(address=ADDRESSES, payload=st.sampled_from(["", "term_client", "draft_none", "profile", "x" * 64]))
    def open_by_a_link(self, address: Address, payload: str) -> None:
        self.send(address, Started(payload))

    @rule(days=st.sampled_from([0, 0, 1, 20, 60]), address=ADDRESSES)
    def come_back(self, days: int, address: Address) -> None:
        """After a restart, perhaps after weeks."""
        self.bot.now += timedelta(days=days)
        self.runner.run(self.bot.restart())
        self.runner.run(self.bot.store.tidy())
        self.say(address, "/left")

    def teardown(self) -> None:
        try:
            for address in (PAGE, MESSENGER):
                self.runner.run(self._finish(address))
        finally:
            self.runner.run(self.bot.close())
            self.runner.close()
            self.folder.cleanup()

    async def _finish(self, address: Address) -> None:
        """From wherever the wanderer is there is a way to a finished profile."""
        reply = await Finisher(self.bot, address).finish()
        await self._read_documents(address, Heard([reply], ""))
        assert self.bot.faults.getvalue() == ""


def test_nobody_gets_lost_in_the_whole_bot(
    library: Library, finder: Finder, amount: Amount, figures: Figures
) -> None:
    BotWandering.library, BotWandering.finder = library, finder
    case = BotWandering.TestCase
    case.settings = settings(
        max_examples=amount(quick=4, full=150),
        stateful_step_count=amount(quick=40, full=80),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=[Phase.generate],
    )
    try:
        case().runTest()
    finally:
        figures.note(
            "random walks",
            events=BotWandering.steps,
            known_answers_found_kept=BotWandering.answered,
            documents_read=BotWandering.documents,
        )
