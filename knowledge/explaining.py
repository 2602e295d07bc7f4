"""Why a question got its answer: for methodologists and for the command line."""

from knowledge.answering import Answer, Outcome, Suggest
from knowledge.finding import ANSWERED_FROM, Finder
from knowledge.matching import Match

_SHOWN = 8


def explain(finder: Finder, question: str) -> str:
    """The reading, what each word matched, the best entries with their features, and the decision."""
    understood = finder.understand(question)
    reading, index = understood.reading, finder.index
    lines = [
        f"question    {question[:200]!r}",
        f"read as     {' '.join(reading.said)!r} (repair: {reading.repair}, language: {reading.language}, "
        f"familiar: {reading.familiarity:.0%})",
        "words",
    ]
    for token in understood.tokens:
        found = index.matches(token.lemma, token.word)
        known = "known" if token.lemma.known else "unknown"
        meant = ", ".join(
            f"{text} {strength:.2f}" for text, strength in sorted(found.items(), key=_strongest)
        )
        lines.append(
            f"  {token.word} → {token.lemma.text} ({known}, weight {token.lemma.weight:.1f}): {meant or '—'}"
        )
    lines.append("entries         score   form   coverage   nearest title or phrasing")
    lines += [_row(finder, match) for match in understood.matches[:_SHOWN]]
    if understood.matches:
        suggested_from = finder.suggested_from(understood.matches[0])
        lines.append(f"thresholds  answer from {ANSWERED_FROM}, suggest from {suggested_from}")
    lines.append(f"decision    {_decision(understood.outcome)}")
    return "\n".join(lines)


def _strongest(item: tuple[str, float]) -> float:
    return -item[1]


def _row(finder: Finder, match: Match) -> str:
    nearest = finder.index.form_texts[match.nearest] if match.nearest >= 0 else "—"
    alike = f", likeness {match.likeness:.2f}" if match.likeness else ""
    return (
        f"  {finder.index.ids[match.entry]:<32} {match.score:.3f}  form {match.form:.2f}"
        f"  coverage {match.coverage:.2f}{alike}  «{nearest}»"
    )


def _decision(outcome: Outcome) -> str:
    match outcome:
        case Answer(entry, also):
            return f"answer {entry}" + (f", also {', '.join(also)}" if also else "")
        case Suggest(entries):
            return f"suggest {', '.join(entries)}"
        case _:
            return f"unknown ({outcome.small_talk})" if outcome.small_talk else "unknown"
