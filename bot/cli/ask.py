"""`ask` and `explain`: ask the knowledge base from the command line."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, assert_never

from bot.cli import Commands
from bot.clock import now
from bot.content.encoders import meaning_of
from bot.settings import Settings
from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.faq.showing import entry_body
from dialogs.turn.building import TurnBuilder
from dialogs.turn.phrases import Phrases, load_phrases, shipped_phrases
from dialogs.turn.session import Session
from dialogs.turn.world import Library, World
from knowledge.base.entries import KnowledgeBase
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.finding import DirectAnswer, Finding, Suggest, Unknown
from knowledge.search.explanation import explain
from knowledge.search.finder import Finder, build_finder

ENTRIES_SHOWN = 5


def register(commands: Commands) -> None:
    ask = commands.add_parser("ask", help="answer one question, or a question a line")
    asked = ask.add_mutually_exclusive_group(required=True)
    asked.add_argument("text", nargs="?", help="the question")
    asked.add_argument("--batch", action="store_true", help="read questions from stdin, write JSON lines")
    ask.add_argument("--json", action="store_true", help="the answer as one JSON object")
    add_knowledge(ask)
    ask.set_defaults(run=_ask)

    why = commands.add_parser("explain", help="show why a question is answered as it is")
    why.add_argument("text", help="the question")
    add_knowledge(why)
    why.set_defaults(run=_explain)


def add_knowledge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="a folder of entries instead of ours")


def vectors_folder() -> Path:
    """Where commands keep what the sentence encoders computed."""
    cache = (
        os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME") or tempfile.gettempdir()) / ".cache"
    )
    return Path(cache) / "segmentbot" / "vectors"


class Asking:
    """A knowledge base ready to be asked."""

    def __init__(self, folder: Path | None, vectors: Path | None, *, encoders: bool = True) -> None:
        self.base: KnowledgeBase = load_knowledge(folder or SHIPPED)
        meaning = meaning_of(self.base, vectors) if encoders else None
        self.finder: Finder = build_finder(self.base, meaning)
        self.phrases: Phrases = load_phrases(shipped_phrases())
        # No chat reaches the interview here, but the words of an answer are put together by the chat.
        self._library = Library(self.base, load_form(shipped_form()), self.phrases)
        self._now = now()

    def asked(self, question: str) -> dict[str, Any]:
        """What `--batch` prints of a question."""
        finding = self.finder.find(question)
        return {
            "question": question,
            "outcome": outcome_name(finding),
            "entries": [
                {"id": scored.entry, "score": round(min(max(scored.score, 0.0), 1.0), 4)}
                for scored in finding.ranked[:ENTRIES_SHOWN]
            ],
            "text": self.text(finding),
            "language": finding.language,
        }

    def text(self, finding: Finding) -> str:
        """What the bot would answer, as plain text; empty when it would not answer."""
        if not isinstance(finding.outcome, DirectAnswer):
            return ""
        world = World(self._library, self._now, finding=finding)
        turn = TurnBuilder(Session(heard_language=finding.language), world)
        entries = [self.base[name] for name in (finding.outcome.entry, *finding.outcome.also)]
        return "\n\n".join(entry_body(turn, entry).plain() for entry in entries)

    def shown(self, finding: Finding) -> str:
        """The answer for a person at a terminal."""
        match finding.outcome:
            case DirectAnswer():
                return self.text(finding)
            case Suggest(entries, lacks):
                titles = [self.base[name].named(finding.language) for name in entries]
                lead = self.phrases.text(finding.language, "suggest-nearest" if lacks else "suggest").plain()
                return "\n".join([lead, "", *(f"  • {title}" for title in titles)])
            case Unknown(small_talk):
                key = f"small-talk-{small_talk}" if small_talk else "unknown"
                return self.phrases.text(finding.language, key).plain()
            case _:
                assert_never(finding.outcome)


def _ask(call: argparse.Namespace, settings: Settings) -> int:
    """What the bot would say to one question; «not ours» is an outcome too, not a failure."""
    asking = Asking(call.knowledge or settings.knowledge, vectors_folder(), encoders=settings.encoders)
    if call.batch:
        _answer_lines(asking, sys.stdin.buffer)
    elif call.json:
        sys.stdout.write(_line(asking.asked(call.text)))
    else:
        sys.stdout.write(asking.shown(asking.finder.find(call.text)) + "\n")
    return 0


def _answer_lines(asking: Asking, lines: Iterable[bytes]) -> None:
    """A question a line in, an object a line out, each as soon as it is known."""
    for number, line in enumerate(lines):
        # A line that is no UTF-8 still gets its answer, so that the lines stay in step.
        text = line.decode("utf-8-sig" if number == 0 else "utf-8", errors="replace").rstrip("\r\n")
        sys.stdout.write(_line(asking.asked(text)))
        sys.stdout.flush()


def _explain(call: argparse.Namespace, settings: Settings) -> int:
    """How the question was read and what each candidate scored."""
    asking = Asking(call.knowledge or settings.knowledge, vectors_folder(), encoders=settings.encoders)
    sys.stdout.write(explain(asking.finder, call.text) + "\n")
    return 0


def outcome_name(finding: Finding) -> str:
    match finding.outcome:
        case DirectAnswer():
            return "answer"
        case Suggest():
            return "suggest"
        case Unknown():
            return "unknown"
        case _:
            assert_never(finding.outcome)


# Line breaks to many readers of lines, though JSON lets them stand as they are.
_BREAKS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False).translate(_BREAKS) + "\n"
