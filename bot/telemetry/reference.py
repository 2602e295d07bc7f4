from bot.telemetry.log import REFERENCE_LENGTH as LENGTH
from bot.telemetry.log import about, reference

__all__ = ["LENGTH", "about", "reference"]
