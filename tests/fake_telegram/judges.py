"""Further judges, written by others and used where they are installed."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

from .refusal import Json
from .schema import schema

# The fake measures what is left after the markup is read; teremok measures the source.
MEASURED_BY_US = ("message is too long", "caption is too long")


def teremok_judge(token: str) -> Any | None:
    """teremok's validation as a judge for `FakeTelegram(judges={"teremok": …})`; None without teremok.

    It needs aiogram, whose import takes seconds, and is therefore asked for, not always on.
    """
    if importlib.util.find_spec("teremok") is None:
        return None
    validation = importlib.import_module("teremok.validation")
    aiogram = importlib.import_module("aiogram")
    methods = importlib.import_module("aiogram.methods")
    bot = aiogram.Bot(token)

    def judge(method: str, params: Json) -> Iterator[str]:
        form = getattr(methods, method[:1].upper() + method[1:], None)
        if form is None or method not in schema()["methods"]:
            return
        try:
            call = form.model_validate(params)
        except ValueError as error:
            missing_upload = all(item["type"] == "missing" for item in getattr(error, "errors", list)())
            if not missing_upload:
                yield f"aiogram: {error}"
            return
        try:
            validation.validate_method(bot, call)
        except validation.ApiRuleViolation as violation:
            if not violation.description.endswith(MEASURED_BY_US):
                yield violation.description

    return judge
