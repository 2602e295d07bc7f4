"""Collecting what authors have to mend."""

import difflib
import re
from collections.abc import Collection, Iterable

from dialogs.interview.conditions import compiled
from knowledge.authored import Place, Problem, Source

# A repeated group that itself ends in a repetition can take forever on a text that nearly matches.
_NESTED_REPETITION = re.compile(r"\([^()]*(?<!\\)[+*][^()]*\)(?:[+*]|\{\d+,\d*\})")
_ID = re.compile(r"[a-z][a-z0-9_]*")


class Reporter:
    """Problems of one form as they are noticed."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def say(self, place: Place, message: str, remedy: str) -> None:
        self.problems.append(self.source.problem(place, message, remedy))

    def known(self, place: Place, what: str, name: str, names: Collection[str]) -> bool:
        """Says so when `name` is none of `names`, with the nearest one."""
        if name in names:
            return True
        near = difflib.get_close_matches(name, names, n=1)
        listed = ", ".join(sorted(names)) if len(names) <= 12 else "see the ids in the form"
        self.say(
            place, f'unknown {what} "{name}"', f'did you mean "{near[0]}"?' if near else f"known: {listed}"
        )
        return False

    def unique(self, place: Place, what: str, names: Iterable[str]) -> None:
        """Says so when a name stands twice or is no id."""
        seen: set[str] = set()
        for position, name in enumerate(names):
            if name in seen:
                self.say(
                    (*place, position), f'{what} "{name}" is defined twice', "rename or remove one of them"
                )
            seen.add(name)
            if not _ID.fullmatch(name) and what != "check":
                self.say(
                    (*place, position), f'{what} "{name}" is no id', "use small Latin letters, digits and _"
                )

    def pattern(self, place: Place, pattern: str) -> None:
        """Says so when a regular expression does not compile or could take forever."""
        try:
            compiled(pattern)
        except re.error as error:
            self.say(place, f"the regular expression does not compile: {error}", "correct it")
            return
        if _NESTED_REPETITION.search(pattern):
            self.say(
                place,
                "a repeated group with a repetition inside can take forever",
                "write it without one of the repetitions",
            )
