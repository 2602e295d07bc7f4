"""Answers that an older version of the form took: drafts in the store, and files."""

from pathlib import Path as FilePath

from dialogs.interview.answer_file import fill, read_answer_file
from dialogs.interview.answers import Choice, Choices, Path, Picked
from dialogs.interview.definition import Form
from dialogs.interview.question import question
from dialogs.interview.view import View
from tests.interview.respondent import NOW, Respondent

THREE = Choices((Picked("one_audience"), Picked("one_path"), Picked("no_specifics")))


def test_three_ticks_of_a_stored_draft_are_one_yes(official: Respondent) -> None:
    official.says("granularity_service", "На все услуги")
    draft = official.draft.with_answer(Path("granularity_conditions"), THREE)
    assert View(official.form, draft).answer("granularity_conditions") == Choice(Picked("met"))


def test_three_ticks_in_a_file_are_one_yes(form: Form, tmp_path: FilePath) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(
        "report:\n  client_type: citizen\n  process_type: services\n  granularity_service: whole\n"
        "  granularity_conditions: [one_audience, one_path, no_specifics]\n"
        "segments:\n  - segment_name: Одинокие пенсионеры из сёл\n",
        encoding="utf-8",
    )
    result = fill(form, read_answer_file(file), "draft", NOW)
    assert not any(mistake.field == "granularity_conditions" for mistake in result.mistakes)
    assert result.draft.shared["granularity_conditions"] == Choice(Picked("met"))


def test_no_is_refused_with_the_way_out(official: Respondent) -> None:
    official.says("granularity_service", "На все услуги")
    assert "вернитесь и выберите «На одну услугу»" in " ".join(
        official.hears("granularity_conditions", "Нет")
    )


def test_an_option_that_is_no_longer_offered_stays_valid_where_it_was_chosen(official: Respondent) -> None:
    official.says("client_type", "Бизнес")
    official.says("segmentation_criteria", "Размер бизнеса, Отрасль", 0)
    path = Path("trait_business_size", 0)
    draft = official.draft.with_answer(path, Choices((Picked("self_employed"), Picked("micro"))))
    view = View(official.form, draft)
    assert view.of_segment(0).answer("trait_business_size") == draft.at(path)
    assert "self_employed" not in {option.id for option in question(view, path).options}
