"""Why a question got its answer: for methodologists and for the command line."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from knowledge.finding import DirectAnswer, Outcome, Suggest
from knowledge.search.candidates import Candidate
from knowledge.search.deciding import Analysis
from knowledge.search.finder import VERBATIM, Finder
from knowledge.text.normalisation import folded, words

_SHOWN = 8


def explain(finder: Finder, question: str) -> str:
    """The query, what each word matched, the best entries with their features, and the decision."""
    analysis = finder.analyse(question)
    query, index = analysis.query, finder.index
    lines = [
        f"question    {question[:200]!r}",
        f"read as     {' '.join(query.said)!r} (repair: {query.repair}, language: {query.language}, "
        f"familiar: {query.familiarity:.0%})",
        *_mended(question, query.said),
        *_parts(analysis),
        "words",
    ]
    for token in analysis.tokens:
        found = index.vocabulary.related(token.lemma, token.word)
        known = "known" if token.lemma.known else "unknown"
        meant = ", ".join(
            f"{text} {strength:.2f}" for text, strength in sorted(found.items(), key=_strongest)
        )
        lines.append(
            f"  {token.word} → {token.lemma.text} ({known}, weight {token.lemma.weight:.1f}): {meant or '—'}"
        )
    lines.append("entries         score   form   coverage   nearest title or phrasing")
    if (candidates := analysis.candidates) and candidates[0].score == VERBATIM:
        lines.append("  the question is a title or phrasing word for word, or its number: that always wins")
    lines += [_row(finder, candidate) for candidate in analysis.candidates[:_SHOWN]]
    if analysis.candidates:
        deciding, best = finder.deciding, analysis.candidates[0]
        answered_from, suggested_from = deciding.answered_from(best), deciding.suggested_from(best)
        lines.append(f"thresholds  answer from {answered_from}, suggest from {suggested_from}")
        if deciding.is_contested(analysis.tokens, best, analysis.candidates[1:]):
            lines.append("contested   an entry on another thing fits nearly as well: both are suggested")
    lines.append(f"decision    {_decision(analysis.outcome)}")
    return "\n".join(lines)


def _mended(question: str, said: Sequence[str]) -> Iterator[str]:
    """The words that were mended, beside those typed."""
    typed = words(folded(question))
    for tag, i, j, k, m in SequenceMatcher(None, typed, list(said)).get_opcodes():
        if tag != "equal":
            yield f"mended      {' '.join(typed[i:j])!r} → {' '.join(said[k:m])!r}"


def _parts(analysis: Analysis) -> Iterator[str]:
    """The questions that a message was cut into."""
    for part in analysis.parts if len(analysis.parts) > 1 else ():
        yield f"part        {part.question!r}: {part.follow_up or _decision(part.outcome)}"


def _strongest(item: tuple[str, float]) -> float:
    return -item[1]


def _row(finder: Finder, candidate: Candidate) -> str:
    nearest = finder.index.form_texts[candidate.nearest] if candidate.nearest >= 0 else "—"
    offered = candidate.nearest >= 0 and finder.index.form_offered[candidate.nearest]
    alike = f", likeness {candidate.likeness:.2f}" if candidate.likeness else ""
    return (
        f"  {finder.index.ids[candidate.entry]:<32} {candidate.score:.3f}  form {candidate.form:.2f}"
        f"  coverage {candidate.coverage:.2f}{alike}  «{nearest}»{' (only offered)' if offered else ''}"
    )


def _decision(outcome: Outcome) -> str:
    match outcome:
        case DirectAnswer(entry, also):
            return f"answer {entry}" + (f", also {', '.join(also)}" if also else "")
        case Suggest(entries, lacks):
            why = f" (asks for {lacks}, which the text of the first does not tell)" if lacks else ""
            return f"suggest {', '.join(entries)}{why}"
        case _:
            return f"unknown ({outcome.small_talk})" if outcome.small_talk else "unknown"
