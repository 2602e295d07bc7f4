"""The fitted weights of ranking and calibration, read from `weights.yaml` and `words.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ConfigDict, Field

from knowledge.authored import Authored, read_yaml, typed

VIEWS = ("form", "whole", "sentence")
WEIGHTS_FILE = Path(__file__).parents[1] / "content" / "weights.yaml"
WORDS_FILE = Path(__file__).parents[1] / "content" / "words.yaml"


class Calibration(Authored):
    """What tells that the best entry is right: the logistic curve of the score.

    `unknown` is the share of the question that stands nowhere in the base; `diluted` the same for each word
    (one unknown word of two says more than two of four); `mixed` what is both known and unknown; `outside`
    how alike the nearest example of a question that is not ours is.
    """

    alike: float
    form: float
    coverage: float
    margin: float
    lexical: float
    unknown: float
    words: float
    diluted: float
    mixed: float
    brief: float
    outside: float
    start: float


class BareCalibration(Authored):
    """What tells that the best entry is right where it has no phrasings.

    `log_odds` are those of the best entry against all others in the ranking; levels and margins differ from
    base to base, these do not.
    """

    log_odds: float
    outside: float
    start: float


class RankingWeights(Authored):
    """What each feature says for an entry.

    Those of encoders are named «family-form», «family-whole» and «family-sentence».
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, float] = Field(init=False)

    coverage: float
    form: float

    def of(self, family: str) -> tuple[float, float, float]:
        """What the nearest way to ask, the entry as a whole and the nearest sentence say by one encoder."""
        form, whole, sentence = (self.__pydantic_extra__.get(f"{family}-{view}", 0.0) for view in VIEWS)
        return form, whole, sentence


class EncoderWeights(Authored):
    """The weights for one set of encoders.

    An entry with phrasings is ranked and trusted by others than a bare one: likeness to a title says less.
    """

    ranking: RankingWeights
    ranking_bare: RankingWeights
    calibration: Calibration
    calibration_bare: BareCalibration


class WordRankingWeights(Authored):
    """What each feature says for an entry where only words are compared; `near` goes by the form's cube."""

    coverage: float
    form: float
    near: float


class WordCalibration(Authored):
    """What tells that the best entry by words is right; see `Calibration`. `both` is coverage times form."""

    form: float
    near: float
    coverage: float
    unknown: float
    words: float
    diluted: float
    mixed: float
    brief: float
    both: float
    start: float


class WordWeights(Authored):
    """`words.yaml` as written: the weights where only words are compared."""

    ranking: WordRankingWeights
    calibration: WordCalibration


class WeightsFile(Authored):
    """`weights.yaml` as written."""

    encoders: dict[str, EncoderWeights]


@dataclass(frozen=True)
class FittedWeights:
    """The weights of every set of encoders that was fitted."""

    of_encoders: Mapping[frozenset[str], EncoderWeights]

    def fitted(self, families: frozenset[str]) -> EncoderWeights | None:
        return self.of_encoders.get(families)


@lru_cache(maxsize=1)
def shipped_weights() -> FittedWeights:
    """The weights that come with the project, read once."""
    file = typed(WeightsFile, read_yaml(WEIGHTS_FILE))
    return FittedWeights({frozenset(name.split("+")): weights for name, weights in file.encoders.items()})


@lru_cache(maxsize=1)
def shipped_words() -> WordWeights:
    """The weights of words alone that come with the project, read once."""
    return typed(WordWeights, read_yaml(WORDS_FILE))
