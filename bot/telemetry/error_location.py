from bot.telemetry.log import error_location as place_of

__all__ = ["place_of"]
