"""Every method the fake knows, by its name in small letters."""

from . import methods_bot, methods_chats, methods_edit, methods_media, methods_messages, methods_queries
from .call import METHODS

__all__ = ["METHODS"]
__all__ += ["methods_bot", "methods_chats", "methods_edit"]
__all__ += ["methods_media", "methods_messages", "methods_queries"]
