"""The two languages that the bot speaks."""

from typing import Literal

Language = Literal["ru", "en"]
