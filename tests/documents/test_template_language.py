"""What the placeholders of an agency's Word file may say, and that the check and the filling agree on it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from dialogs.documents.agency import load_agency_template
from dialogs.documents.answers_shown import Standing
from dialogs.documents.report import shown_parts
from dialogs.documents.template_language import TemplateFilling
from dialogs.documents.template_names import filled_names, trial_drafts, trial_names, written_number
from dialogs.documents.template_reader import Reader
from dialogs.documents.template_values import TooMuch
from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.view import View
from knowledge.yaml_source import ContentError
from tests.documents.conftest import EXAMPLES, TODAY
from tests.documents.reading import docx_paragraphs

Example = Callable[[str], Draft]


def written(folder: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(folder / "form.docx"))
    return folder / "form.docx"


def filled(form: Form, draft: Draft, path: Path) -> str:
    lines = docx_paragraphs(load_agency_template(form, path).render(draft, TODAY))
    return "/".join(lines).replace("\u00a0", " ").replace("\n", "|")


# Of «internal_facilities»: one segment.
RIGHT = {
    "{{ segment_size }}": "17 чел.",
    "{{ segment_size + 10 }}": "27",
    "{{ segment_size * 1000 // 3 }}": "5666",
    "{{ segment_size / 3 }}": "5,67",
    "{{ (segment_size / 3)|round(1) }} {{ (2.7)|int }} {{ (1 - 2)|abs }}": "5,7 2 1",
    "{{ -segment_size % 100 }}": "83",
    "{% if segment_size > 100 %}много{% else %}мало{% endif %}": "мало",
    "{{ 'да' if 17 <= segment_size < 18 and not (segment_size != 17) else 'нет' }}": "да",
    "{% if client_type == 'internal' %}внутренние{% elif client_type %}иные{% endif %}": "внутренние",
    "{% if client_type == 'Внутренний клиент' %}да{% else %}нет{% endif %}": "да",
    "{% if client_type in ['citizen', 'business'] %}да{% else %}нет{% endif %}": "нет",
    "{% if 'interview' in study_methods and 'survey' not in study_methods %}беседы{% endif %}": "беседы",
    "{% if 'транспорт' in organization_name|lower %}да{% endif %}": "да",
    "{{ expectations|length }} {{ expectations|count }} {{ study_methods|count }}": "2 2 3",
    "{{ expectations[1] }}": "Постоянный пропуск — не позже третьего рабочего дня",
    "{{ expectations[-1][:10] }} {{ expectations[9] }}.": "Постоянный .",
    "{{ expectations[1:]|join('; ')|upper }}": "ПОСТОЯННЫЙ ПРОПУСК — НЕ ПОЗЖЕ ТРЕТЬЕГО РАБОЧЕГО ДНЯ",
    "{{ expectations|sort|last|replace('Стол', 'Стул')|truncate(6, end='') }}": "Стул,",
    "{{ expectations|reverse|first|title|trim }}": "Постоянный Пропуск — Не Позже Третьего Рабочего Дня",
    "{% if journey_steps|length > 2 %}{{ journey_steps[1].place }}{% endif %}": "Кабинет отдела",
    "{{ journey_steps[:2]|map(attribute='place')|unique|join(', ') }}": "Кабинет отдела",
    "{{ segments|length }} {{ segment_count }} {{ segments[0].count }}": "1 1 1",
    "{{ segments[0].segment_name|lower|capitalize }}": "Новые специалисты в первые три месяца работы",
    "{{ next_review|default('не назначена') }}{{ next_review|d('') }}": "не назначена",
    "{{ profile_date.year }}-{{ profile_date.month }}-{{ profile_date['day'] }}": "2026-11-18",
    "{% if profile_date > '2026-01-31' %}после{% endif %}": "после",
    "{% if profile_date == '18.11.2026' %}тот день{% endif %}": "тот день",
    "{% if not next_review and next_review is undefined %}нет{% endif %}": "нет",
    "{{ provider_unit|replace('Отдел', 'Группа')|e|safe|string }}": (
        "Группа административно-хозяйственного обеспечения"
    ),
    "{{ 'a' ~ 1 ~ segment_size }} {{ 'б' + 'в' }}": "a117 чел. бв",
    "{% set n = 2 %}{{ n * n }}": "4",
    "{% for e in expectations %}{{ loop.index }}){% if not loop.last %},{% endif %}{% endfor %}": "1),2)",
    "{% for e in expectations if 'пропуск' in e %}{{ loop.length }}{% endfor %}": "1",
    "{% for e in [] %}x{% else %}пусто{% endfor %}": "пусто",
    "{% if segment_size is odd and segment_size is defined %}нечётное{% endif %}": "нечётное",
    "{# примечание #}{{ '5'|int + '2,5'|float }}": "7,5",
    "{{ [3, 1, 2]|sum }} {{ [3, 1, 2]|max }} {{ [3, 1, 2]|sort(reverse=true)|join }}": "6 3 321",
    "{{ “кавычки” }} {{ «ёлочки» }} {{ '«»' }}": "кавычки ёлочки «»",
    "{{ satisfaction }}; {{ satisfaction|length }}; {% if satisfaction %}есть{% endif %}.": None,
    "{{ '{{' }} {a} }} %}": "{{ {a} }} %}",
}
WRONG = {
    "{{a}{b}}": "template syntax: unexpected '}'",
    "{{ needs": "{{ is not closed",
    "{% for n in needs %}": "{% for n in needs %} is not ended",
    "{% endif %}": "{% endif %} ends nothing",
    "{% if needs %}{% endfor %}": "{% endfor %} ends a “if”",
    "{{ }}": "template syntax",
    "{{ nedds }}": 'no field fills the placeholder "nedds" (did you mean "needs"?)',
    "{{ segment.needs }}": "between {%p for segment in segments %}",
    "{{ heading }}": "write segment.heading",
    "{% for s in segments %}{{ s.nedds }}{% endfor %}": 'did you mean "needs"?',
    "{% for s in journey_steps %}{{ s.stop }}{% endfor %}": 'a row has no "stop" (did you mean "step"?)',
    "{% for n in needs %}{{ n.text }}{% endfor %}": 'a text has no ".text"',
    "{% for n in needs[7:] %}{{ nedds }}{% endfor %}": 'did you mean "needs"?',
    "{% if false %}{{ nedds }}{% endif %}": 'did you mean "needs"?',
    "{{ 1 if true else nedds }}": 'did you mean "needs"?',
    "{{ needs.upper() }}": "methods are not run: .upper() (write |upper)",
    "{{ needs|pprint }}": "the filter |pprint is not part of the language",
    "{{ needs|uper }}": 'did you mean "upper"?',
    "{{ needs|join(1, 2, 3) }}": "|join is given what it does not take (it takes d, attribute)",
    "{{ needs|map('upper')|join }}": 'a text has no ".upper"',
    "{{ needs is iterable }}": "the test “is iterable” is not part of the language",
    "{% if segment_size > 'сто' %}{% endif %}": "a number and a text have no order",
    "{% if organization_name == 5 %}{% endif %}": "a number is compared with a text",
    "{% if client_type == 'internl' %}{% endif %}": '"internl" is no option here (did you mean "internal"?)',
    "{% if needs == 'да' %}{% endif %}": 'write "…" in LIST',
    "{{ needs + 1 }}": "+ wants a number",
    "{{ organization_name % 2 }}": "% wants a number",
    "{{ segment_size > 5 }}": "a condition cannot be shown",
    "{{ segments }}": "a whole segment cannot be shown",
    "{{ 2 ** 3 }}": "“pow” is not part of the language",
    "{{ {'a': 1} }}": "“dict” is not part of the language",
    "{{ now() }}": "functions are not run: now()",
    "{% include 'x' %}": "{% include %} is not part of the language",
    "{% macro m() %}{% endmacro %}": "{% macro %} is not part of the language",
    "{% vm %}": "{% vm %} is not part of the language",
    "{%- if needs %}{% endif %}": "“-” and “+” at the edge",
    "{{r needs }}": "{{r is not part of the language",
    "{% for a, b in needs %}{% endfor %}": "a loop with several names",
    "{% for n in segment_size %}{% endfor %}": "a number is no list",
    "{{ segment_size[0] }}": "a number is no list",
    "{{ profile_date.hour }}": 'a date has no ".hour"',
    "{{ " + "(" * 300 + "1" + ")" * 300 + " }}": "nested too deeply",
    "{{ 1e999 }}": "the number is too large",
    "{%p if needs %} и текст": "{%p if needs %} is not ended",
    "{%tr for n in needs %}{%tr endfor %}": "{%tr stands outside of a table",
}


@pytest.mark.parametrize(("text", "shown"), RIGHT.items())
def test_what_passes_the_check_is_filled(
    form: Form, example: Example, tmp_path: Path, text: str, shown: str | None
) -> None:
    path = written(tmp_path, text)
    shown = "Не измеряется; 0; ." if shown is None else shown
    assert filled(form, example("internal_facilities"), path) == shown


@pytest.mark.parametrize(("text", "told"), WRONG.items())
def test_what_cannot_be_filled_is_refused_by_name(form: Form, tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ContentError) as refusal:
        load_agency_template(form, written(tmp_path, "Первый абзац", text))
    assert told in str(refusal.value)
    for problem in refusal.value.problems:
        assert problem.line == 2
        assert problem.message.startswith("body “")
        assert problem.remedy


# Expressions as people write them, right and wrong.
_NAMES = st.sampled_from(
    [
        *("organization_name", "client_type", "study_methods", "needs", "journey_steps", "segment_size"),
        *(
            "profile_date",
            "next_review",
            "satisfaction",
            "segments",
            "segment_count",
            "form_title",
            "channels",
        ),
        *("segments[0].needs", "segments[1].journey_steps", "segments[0].segment_share_percent", "nonsense"),
        *("profile_date.year", "journey_steps[0].step", "needs[0]", "needs[2:]", "needs[9]", "[]", "none"),
    ]
)
_CONSTANTS = st.sampled_from(
    ["0", "1", "-7", "2.5", "'internal'", "'survey'", "'да'", "''", "'2026-01-31'", "true", "['a', 2]", "99"]
)
_FILTER = st.sampled_from(
    [
        *("upper", "lower", "title", "capitalize", "trim", "e", "safe", "string", "first", "last", "length"),
        *(
            "count",
            "list",
            "reverse",
            "abs",
            "int",
            "float",
            "round",
            "round(1)",
            "sum",
            "min",
            "max",
            "sort",
        ),
        *(
            "sort(reverse=true)",
            "unique",
            "join",
            "join(', ')",
            "default('нет')",
            "d(0, true)",
            "truncate(9)",
        ),
        *(
            "replace('а', 'б')",
            "map(attribute='step')",
            "join('; ', attribute='place')",
            "pprint",
            "length(3)",
        ),
    ]
)
_SIGN = st.sampled_from(
    ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", "<=", ">", ">=", "in", "and", "or", "not in"],
)


def _grown(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(smaller, _FILTER).map("({0[0]})|{0[1]}".format),
        st.tuples(smaller, _SIGN, smaller).map("({0[0]}) {0[1]} ({0[2]})".format),
        st.tuples(smaller, smaller, smaller).map("({0[0]}) if ({0[1]}) else ({0[2]})".format),
        st.tuples(smaller, smaller).map("({0[0]})[{0[1]}]".format),
        st.tuples(smaller, smaller, smaller).map("({0[0]})[{0[1]}:{0[2]}]".format),
        st.tuples(smaller, st.sampled_from(["defined", "none", "even"])).map("({0[0]}) is {0[1]}".format),
        smaller.map("not ({})".format),
        smaller.map("-({})".format),
    )


EXPRESSIONS = st.recursive(st.one_of(_NAMES, _CONSTANTS), _grown, max_leaves=6)
TEMPLATES = st.one_of(
    EXPRESSIONS.map("{{{{ {} }}}}".format),
    EXPRESSIONS.map("{{% if ({}) %}}а{{% else %}}б{{% endif %}}".format),
    EXPRESSIONS.map("{{% for x in ({}) %}}{{{{ x }}}}{{% endfor %}}".format),
    st.tuples(EXPRESSIONS, EXPRESSIONS).map("{{% set x = {0[0]} %}}{{{{ x ~ ({0[1]}) }}}}".format),
)
_PARAGRAPH = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:t/></w:r></w:p>'
)


def read(text: str) -> tuple[Reader, list[str]]:
    said: list[str] = []
    root = etree.fromstring(f"<body>{_PARAGRAPH}</body>")
    root.find(".//{*}t").text = text
    return Reader(root, lambda _, message, remedy: said.append(message)), said


@settings(max_examples=400, deadline=None)
@given(text=TEMPLATES)
def test_the_check_agrees_with_the_filling(form: Form, drafts: list[dict[str, object]], text: str) -> None:
    reader, said = read(text)
    assert reader.tree is not None, said
    checked = TemplateFilling(
        drafts[0],  # type: ignore[arg-type]
        written_number(form),
        lambda _, message, remedy: said.append(message),
    )
    try:
        checked.render(reader.tree)
    except TooMuch:
        return
    # Whatever the check says, nothing breaks; and what it passes shows no trace of a placeholder.
    for names in drafts[1:]:
        xml = TemplateFilling(names, written_number(form)).render(reader.tree)  # type: ignore[arg-type]
        shown = etree.fromstring(xml).xpath("string()")
        assert said or not any(sign in shown for sign in ("{{", "{%", "Shows(", "Record(", "Decimal("))


@pytest.fixture(scope="module")
def drafts(form: Form, example: Example) -> list[dict[str, object]]:
    """What the check reads, then the names of drafts of every kind."""
    made = [*map(example, EXAMPLES), *trial_drafts(form, TODAY)]
    halves = [replace(d, segments=tuple(dict(list(s.items())[::2]) for s in d.segments)) for d in made]
    found: list[dict[str, object]] = []
    for draft in [*made, *halves]:
        view = View(form, draft, TODAY)
        whole, segments = shown_parts(view, Standing(view))
        if not found:
            found.append(dict(trial_names(whole, TODAY)))
        found.append(dict(filled_names(whole, segments, {"draft_mark": "", "entity_title": "Профиль"})))
    return found


_OF_TEXTS = ("~", "upper", "lower", "title", "capitalize", "trim", "replace", "truncate")
# What Jinja itself makes of texts, whole numbers and lists of them.
_PLAIN = st.one_of(
    st.sampled_from(["'Да, нет'", "'а б'", "'МФЦ'", "7", "-3", "['в', 'а', 'б', 'а']", "[3, 1, 2]"]),
)
_PLAIN_FILTERS = [
    *(
        "upper",
        "lower",
        "title",
        "capitalize",
        "trim",
        "first",
        "last",
        "length",
        "list",
        "abs",
        "sum",
        "min",
    ),
    *(
        "max",
        "sort",
        "sort(reverse=true)",
        "unique|list",
        "join",
        "join('-')",
        "int",
        "replace('а', 'о')",
        "d('x')",
    ),
    *("reverse|list", "truncate(4, true, '')"),
]


def _plain(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(smaller, st.sampled_from(_PLAIN_FILTERS)).map("({0[0]})|{0[1]}".format),
        st.tuples(smaller, st.sampled_from(["+", "-", "*", "//", "%", "~"]), smaller).map(
            "({0[0]}) {0[1]} ({0[2]})".format
        ),
        st.tuples(smaller, st.sampled_from(["[0]", "[-1]", "[1:]", "[:2]", "[::2]"])).map(
            "({0[0]}){0[1]}".format
        ),
        st.tuples(smaller, st.sampled_from(["==", "!=", "<", ">=", "in"]), smaller).map(
            "'да' if ({0[0]}) {0[1]} ({0[2]}) else 'нет'".format
        ),
    )


@settings(max_examples=300, deadline=None)
@given(expression=st.recursive(_PLAIN, _plain, max_leaves=4))
def test_an_expression_means_what_it_means_in_jinja(form: Form, expression: str) -> None:
    # A list as a text Jinja writes as Python does.
    assume("[" not in expression or not any(each in expression for each in _OF_TEXTS))
    reader, said = read(f"{{% for x in [{expression}] %}}{{{{ [x]|join }}}}{{% endfor %}}")
    checked = TemplateFilling({}, written_number(form), lambda _, message, remedy: said.append(message))
    assert reader.tree is not None
    checked.render(reader.tree)
    if said:
        return
    xml = TemplateFilling({}, written_number(form)).render(reader.tree)
    shown = etree.fromstring(xml).xpath("string()").replace("\u00a0", "").replace("\n", "")
    try:
        value: Any = ImmutableSandboxedEnvironment().compile_expression(expression)()
        parts = [value] if isinstance(value, str | int | None) else list(value)
    except Exception:
        return  # of what Jinja breaks on, ours makes nothing
    expected = "".join("" if part is None else str(part) for part in parts)
    assert shown == expected, expression
