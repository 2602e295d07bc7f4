"""Names that tie a place in a document to the field it answers, so that an edited file can come back."""

import hashlib
import re

_LONGEST = 40  # Word cuts longer bookmark names
_PREFIX = "_f_"  # Word hides bookmarks that begin with an underscore


def bookmark_name(mark: str) -> str:
    """A hidden Word bookmark for a field path such as «needs@0»: always the same, one per path."""
    field, _, segment = mark.partition("@")
    ending = f"__{segment}" if segment else ""
    safe = re.sub(r"\W", "_", field, flags=re.ASCII)
    name = f"{_PREFIX}{safe}{ending}"
    if safe == field and len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(mark.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - len(digest) - 1]}_{digest}"
