"""The whole profile: every check fires where it should and nowhere else."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path as FilePath

import pytest

from dialogs.documents.answers_shown import Standing
from dialogs.interview.answer_file import Filled, fill, read_answer_file
from dialogs.interview.answers import Answer, Choices, Draft, Items, NoData, Number, Path, Picked, Rows, Text
from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.findings import blocking, check_answers, check_profile, missing
from dialogs.interview.view import View
from tests.interview.respondent import NOW, TODAY, Respondent

BAD = FilePath(__file__).parent / "bad_profile.yaml"
SHOWN_BY_AN_EXAMPLE = {"Q06", "Q07"}
# What is wrong with the bad profile: its labels, shares, copied segments, path, sources, plan.
WRONG = "Q01 Q02 Q03 Q05 Q08 Q09 Q10 Q11 Q14 Q15 Q16 Q17 Q18 Q19 Q20 Q21 Q22 Q23 Q24 Q25 Q34"


@pytest.fixture(scope="module")
def bad(form: Form) -> Filled:
    return fill(form, read_answer_file(BAD), "bad", NOW)


@pytest.fixture
def good(examples: dict[str, ExampleProfile]) -> Draft:
    return examples["citizen_service"].draft


def fired(form: Form, draft: Draft) -> set[str]:
    return {finding.check for finding in check_profile(View(form, draft, TODAY))}


def test_the_bad_profile_fires_every_check_made_for_it(form: Form, bad: Filled) -> None:
    assert " ".join(sorted(fired(form, bad.draft))) == WRONG


def test_the_bad_profile_fires_in_the_segments_that_are_bad(form: Form, bad: Filled) -> None:
    places = Counter(finding.segment for finding in check_profile(View(form, bad.draft, TODAY)))
    assert set(places) == {None, 0, 1}


def test_an_example_fires_the_other_two(form: Form, examples: dict[str, ExampleProfile]) -> None:
    assert fired(form, examples["internal_facilities"].draft) == SHOWN_BY_AN_EXAMPLE


def test_examples_have_no_errors_and_no_warnings(form: Form, examples: dict[str, ExampleProfile]) -> None:
    assert len(examples) == 3
    for example in examples.values():
        findings = (
            *check_profile(View(form, example.draft, TODAY)),
            *check_answers(View(form, example.draft, TODAY)),
        )
        assert {finding.level for finding in findings} <= {"hint"}
        assert missing(View(form, example.draft)) == ()
        assert Standing(View(form, example.draft, TODAY)).finished


def _proposal(owner: str, due: str) -> dict[str, str]:
    proposal = "Сообщать о решении в день, когда оно принято"
    return {"finding": "О решении узнают поздно", "proposal": proposal, "owner": owner, "due": due}


def answers_that_fire() -> Iterator[tuple[str, str, Answer]]:
    """One change to a good profile for every check of a segment that a single answer fires."""
    yield "Q01", "segment_share_percent", Number(Decimal(80))
    yield (
        "Q02",
        "segment_name",
        Text("Граждане, зарегистрированные в области, у которых расходы на жильё и услуги"),
    )
    yield "Q03", "study_methods", Choices((Picked("expert"),))
    yield "Q11", "segmentation_criteria", Choices((Picked("sociodemographic"), Picked("geographic")))
    yield "Q13", "needs", Items(("Мне нужна денежная выплата, чтобы получить денежную выплату",))
    yield "Q14", "channels", Choices((Picked("epgu"), Picked("mfc")))
    yield "Q14", "channels", Choices((Picked("mobile_app"), Picked("mfc")))
    yield "Q15", "journey_steps", Rows(({"step": "Подал заявление"}, {"step": "Получил отказ"}))
    yield "Q16", "journey_steps", Rows(({"step": "Видит счёт"}, {"step": "Ждёт ответа"}))
    yield "Q17", "pains", Items(tuple(f"Барьер на пути с номером {n}" for n in range(9)))
    yield "Q18", "satisfaction", NoData()
    yield (
        "Q19",
        "trait_sociodemographic",
        Text("Звонить Ивановой Марии Петровне: Мария Петровна Иванова, +7 900 123-45-67"),
    )
    yield "Q20", "trait_sociodemographic", Text("Бабушки из отдалённых сёл")
    yield "Q21", "segment_name", Text("Сотрудники министерства из сёл")
    yield "Q21", "segment_name", Text("Инспекторы районных отделов по делам молодёжи")
    yield "Q22", "findings", Rows(({"finding": "Путь долог", "proposal": "Сократить путь"},))
    yield "Q23", "source_details", Text("Отчёт за 2019 год и опрос 2021 года")
    yield "Q31", "pains", Items(("Из 7 опекунов 40 % не смогли войти в кабинет",))
    yield "Q34", "findings", Rows((_proposal(owner="уточним позже", due="01.09.2027"),))
    yield "Q36", "findings", Rows((_proposal(owner="Отдел опеки", due="в 10-дневный срок"),))
    yield "Q36", "findings", Rows((_proposal(owner="Отдел опеки", due="2027"),))
    yield "Q24", "pains", Items(("Приходится долго ждать ответа",))
    yield "Q25", "study_methods", Choices((Picked("interview"),))


@pytest.mark.parametrize(
    ("check", "field", "answer"), [*answers_that_fire()], ids=lambda part: str(part)[:24]
)
def test_one_answer_fires_its_check(form: Form, good: Draft, check: str, field: str, answer: Answer) -> None:
    assert check not in fired(form, good)
    draft = good.with_answer(Path(field, 0), answer)
    findings = [f for f in check_profile(View(form, draft, TODAY)) if f.check == check]
    assert [finding.segment for finding in findings] == [0]
    assert Path(field, 0) in findings[0].paths
    assert "{" not in findings[0].message
    label = form.field(findings[0].paths[0].field).label
    segment = View(form, draft).of_segment(0).segment_name
    assert findings[0].message.startswith(f"Сегмент «{segment}», вопрос «{label}»: «")


def test_shares_over_100_are_an_error_that_cannot_be_kept(form: Form, good: Draft) -> None:
    draft = good.with_answer(Path("segment_share_percent", 0), Number(Decimal(76)))
    (finding,) = [f for f in check_profile(View(form, draft, TODAY)) if f.check == "Q05"]
    assert "«76 % + 45 %». Сумма долей сегментов — 121 %" in finding.message
    assert not finding.may_keep
    draft = replace(draft, kept=frozenset({finding.key}))
    assert blocking(check_profile(View(form, draft, TODAY)))


def test_more_segments_than_are_named_are_counted(form: Form, good: Draft) -> None:
    draft = replace(good, segments=(*good.segments, *good.segments))
    (finding,) = [f for f in check_profile(View(form, draft, TODAY)) if f.check == "Q05"]
    assert finding.place.count("«") == 4
    assert finding.place.endswith("» и ещё 1, вопрос «Доля в целевой аудитории»")


def test_a_barrier_that_blames_the_client_is_not_also_asked_for_a_figure(form: Form, good: Draft) -> None:
    path = Path("pains", 0)
    draft = good.with_answer(path, Items(("Женщины предъявляют завышенные требования к зарплате",)))
    view = View(form, draft, TODAY)
    found = [f.check for f in (*check_profile(view), *check_answers(view)) if path in f.paths]
    assert found.count("pains.label") == 1
    assert "Q24" not in found


def test_a_step_of_those_whom_the_segment_names_is_their_own(form: Form, good: Draft) -> None:
    """«Закупщик» may be the client or the agency's: the name of the segment says which."""
    steps = Rows(({"step": "Узнаёт о новом порядке"}, {"step": "Закупщик составляет план-график"}))
    draft = good.with_answer(Path("journey_steps", 0), steps)
    assert "Q38" in fired(form, draft)
    named = draft.with_answer(Path("segment_name", 0), Text("Закупщики районных школ"))
    assert "Q38" not in fired(form, named)


def test_a_loyalty_index_is_another_scale(form: Form, good: Draft) -> None:
    draft = good.with_answer(Path("satisfaction", 1), Text("Опрос, NPS: 31 за 2026 год (117 ответов)"))
    assert "Q30" in fired(form, draft)


def test_twins_are_named_and_may_be_kept(form: Form, good: Draft) -> None:
    twin = {**good.segments[1], "segment_name": Text("Молодые семьи в городах")}
    draft = replace(good, segments=(*good.segments, twin))
    (finding,) = [f for f in check_profile(View(form, draft, TODAY)) if f.check == "Q10"]
    assert "«Молодые семьи в городах»" in finding.message
    assert finding.paths[0] == Path("needs", 2)
    kept = replace(draft, kept=frozenset({finding.key}))
    assert [f.kept for f in check_profile(View(form, kept, TODAY)) if f.check == "Q10"] == [True]


def test_a_kept_finding_returns_with_other_evidence(form: Form, good: Draft) -> None:
    path = Path("trait_sociodemographic", 0)
    draft = good.with_answer(path, Text("Пишут с адреса petrova@mail.ru, живут одни"))
    (finding,) = blocking(check_profile(View(form, draft, TODAY)))
    draft = replace(draft, kept=frozenset({finding.key}))
    assert Standing(View(form, draft, TODAY)).finished
    draft = draft.with_answer(path, Text("Пишут с адреса ivanova@mail.ru, живут одни"))
    assert not Standing(View(form, draft, TODAY)).finished


def test_personal_data_in_the_report_part_are_found_once(form: Form, good: Draft) -> None:
    draft = good.with_answer(Path("target_audience"), Text("Граждане, СНИЛС 123-456-789 00 и другие"))
    findings = [f for f in check_profile(View(form, draft, TODAY)) if f.check == "Q19"]
    assert [(f.segment, f.paths) for f in findings] == [(None, (Path("target_audience"),))]


def test_the_author_and_responsible_people_are_no_personal_data(form: Form, good: Draft) -> None:
    rows = ({"finding": "Вывод", "proposal": "Спросить согласие", "owner": "Мария Петровна Иванова"},)
    assert "Q19" not in fired(form, good.with_answer(Path("findings", 0), Rows(rows)))


def test_hidden_answers_are_not_checked(form: Form, good: Draft) -> None:
    draft = good.with_answer(Path("trait_psychographic", 0), Text("Ленивые бабушки, +7 900 123-45-67"))
    assert fired(form, draft) == fired(form, good)


def test_rules_left_broken_stay_in_the_list(form: Form, bad: Filled) -> None:
    broken = check_answers(View(form, bad.draft, TODAY))
    assert {(finding.check, finding.level) for finding in broken} == {
        ("needs.solution", "error"),
    }
    assert {finding.title for finding in broken} == {"Потребности"}
    kept = replace(bad.draft, kept=frozenset(finding.key for finding in broken))
    assert all(finding.kept for finding in check_answers(View(form, kept, TODAY)))


def test_many_copies_of_a_segment_are_told_once_each(form: Form, good: Draft) -> None:
    copies = replace(good, segments=good.segments[:1] * 10)
    found = Counter(finding.check for finding in check_profile(View(form, copies, TODAY)))
    assert max(found.values()) <= 9


def test_unanswered_required_questions_are_missing(official: Respondent) -> None:
    names = [str(path) for path in missing(View(official.form, official.draft))]
    assert names[:2] == ["segmentation_criteria@0", "segment_name@0"]
    assert names[-1] == "author_contact"
    assert "expectations@0" not in names


def test_an_empty_draft_has_nothing_to_find(person: Respondent) -> None:
    assert check_profile(View(person.form, person.draft, TODAY)) == ()
