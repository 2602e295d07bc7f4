"""Sends documents over HTTP: their types, and the header that names the file."""

from typing import get_args
from urllib.parse import quote

from aiohttp import web

from bot.documents.on_demand import File
from dialogs.turn.replies import DocumentFormat

_TYPES: dict[DocumentFormat, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "zip": "application/zip",
}


def file_response(file: File, form: DocumentFormat, *, cache: str) -> web.Response:
    """The file under its name; a browser shows a picture and saves any other."""
    place = "inline" if form == "png" else "attachment"
    headers = {"Content-Disposition": disposition(place, file.name, form), "Cache-Control": cache}
    return web.Response(body=file.content, content_type=_TYPES[form], headers=headers)


def disposition(place: str, name: str, form: str) -> str:
    """Both spellings of a file name: plain ASCII for old programs, RFC 5987 for all others."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name)
    if not any(c.isalnum() for c in plain.rpartition(".")[0]):
        plain = f"document.{form}"
    return f"{place}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def format_of(ending: str) -> DocumentFormat | None:
    """The format that a file name ends in; None for one that no document has."""
    return next((known for known in get_args(DocumentFormat) if known == ending), None)
