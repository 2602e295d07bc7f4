"""Chit-chat and words that lean on the previous answer."""

from collections.abc import Sequence

from knowledge.answering import FollowUp, SmallTalk
from knowledge.tables import shipped_tables


def small_talk(said: Sequence[str]) -> SmallTalk | None:
    """The kind of chit-chat, when the whole utterance is that and nothing more."""
    tables = shipped_tables()
    phrase = tables.talk_phrases.get(" ".join(said))
    if phrase is not None:
        return phrase
    kinds = [tables.talk_words[word] for word in said if word in tables.talk_words]
    if kinds:
        rest = [word for word in said if word not in tables.talk_words and word not in tables.talk_fillers]
        if not rest:
            # Abuse is abuse even when it begins with a greeting.
            return "abuse" if "abuse" in kinds else kinds[-1]
        return tables.talk_phrases.get(" ".join(rest))
    rest = [word for word in said if word not in tables.talk_fillers]
    return tables.talk_phrases.get(" ".join(rest)) if rest else None


def without_small_talk(said: Sequence[str]) -> list[str]:
    """The words without greetings and thanks: «привет, что такое услуга» asks for «услуга»."""
    talk_words = shipped_tables().talk_words
    return [word for word in said if word not in talk_words]


def follow_up(said: Sequence[str]) -> FollowUp | None:
    """What the text asks of the previous answer, when it names no matter of its own."""
    tables = shipped_tables()
    phrase = " ".join(said)
    if phrase in tables.follow_ups:
        return tables.follow_ups[phrase]
    bare = " ".join(word for word in said if word not in tables.talk_fillers)
    return tables.follow_ups.get(bare)
