"""Terms explained in place, and the form as a picture."""

import re

from dialogs.authoring.mermaid import mermaid
from dialogs.interview.definition import Form
from dialogs.interview.question import explained_terms
from knowledge.base.loading import SHIPPED, load_knowledge

KNOWN = {"term.service": "Сервис", "term.client": "Клиент", "term.maturity-level": "Уровень зрелости"}


def test_inflected_terms_are_found_and_the_longest_wins(form: Form) -> None:
    text = "Опишите целевую аудиторию услуги, клиентские сегменты и жизненную ситуацию"
    assert explained_terms(form, text, KNOWN) == ("target_audience", "client_segment", "life_situation")


def test_terms_of_the_knowledge_base_are_told_by_their_entry(form: Form) -> None:
    assert explained_terms(form, "Сервисом пользуются клиенты", KNOWN) == ("term.service", "client")


def test_a_term_is_told_once_and_nothing_is_made_up(form: Form) -> None:
    assert explained_terms(form, "Процесс. Процессы! Процессом?", {}) == ("process",)
    assert explained_terms(form, "Погода хорошая", KNOWN) == ()
    assert explained_terms(form, "", KNOWN) == ()


def test_every_glossary_entry_is_in_the_knowledge_base(form: Form) -> None:
    knowledge = load_knowledge(SHIPPED)
    for term in form.glossary:
        assert term.entry is None or term.entry in knowledge, term.id
    assert all(term.entry or term.text for term in form.glossary)


def test_the_drawing_shows_every_question_and_its_condition(form: Form) -> None:
    drawing = mermaid(form)
    assert drawing.startswith("flowchart TD\n")
    for field in form.fields:
        assert re.search(rf"^    {field.id}\[", drawing, re.MULTILINE), field.id
        if field.show_if is not None:
            assert re.search(rf'-\. ".+" \.-> {field.id}$', drawing, re.MULTILINE), field.id
    assert "client_type -." in drawing
    assert "Признаки сегментации ∋ Отрасль" in drawing


def test_the_drawing_takes_any_wording(form: Form) -> None:
    quotes = [line for line in mermaid(form).splitlines() if line.count('"') not in (0, 2)]
    assert quotes == []
