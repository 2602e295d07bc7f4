"""How the fake says no, and how it remembers what it disliked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """A request Telegram would refuse, with its code and its words."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The JSON that Telegram answers with."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str, **parameters: Any) -> Refusal:
    """400, worded as Telegram words it: the first letter small, unless it is an ERROR_CODE."""
    if reason[:1].isupper() and not reason.split(" ", 1)[0].isupper():
        reason = reason[0].lower() + reason[1:]
    return Refusal(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> Refusal:
    """403: the chat cannot be reached, which need not be the bot's fault."""
    return Refusal(403, f"Forbidden: {reason}")


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing held against the bot.

    `kind`: refused (4xx), forbidden (403), flood (429 by the limits), conflict (409),
    schema, remark (Telegram lets it pass, but it is a mistake), unsupported (by this fake),
    or the name of a further judge.
    """

    kind: str
    method: str
    description: str
    params: Json = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return f"{self.kind}: {self.method}: {self.description}"
