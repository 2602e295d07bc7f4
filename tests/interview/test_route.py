"""Which question comes next, and what changing one's mind does."""

from dataclasses import replace
from datetime import timedelta

from dialogs.interview.answers import Choice, Day, Path, Picked, Skipped, Text
from dialogs.interview.definition import Form
from dialogs.interview.question import question
from dialogs.interview.route import (
    AskAnotherSegment,
    AskField,
    CheckAnswers,
    add_segment,
    copy_of,
    finish,
    first_open,
    insert_segment,
    is_answered,
    is_visible,
    new_draft,
    only_segment,
    open_after,
    progress,
    remove_segment,
    reopen,
    route,
    step_after,
    step_before,
)
from dialogs.interview.view import View
from tests.interview.forms import changed
from tests.interview.respondent import NOW, Respondent


def ask(field: str, segment: int | None = None) -> AskField:
    return AskField(Path(field, segment))


def test_the_way_of_one_service_to_citizens(official: Respondent) -> None:
    assert official.asked()[:8] == [
        "organization_name",
        "client_type",
        "process_type",
        "granularity_service",
        "entity_name",
        "target_audience",
        "target_audience_size",
        "segmentation_criteria@0",
    ]
    assert official.asked()[-4:] == ["another segment", "more_details", "author_contact", "review"]
    assert official.next() == "segmentation_criteria@0"


def test_the_way_of_an_internal_client(person: Respondent) -> None:
    person.says("client_type", "4")
    assert person.asked()[:6] == [
        "organization_name",
        "client_type",
        "internal_topic",
        "entity_list",
        "provider_unit",
        "target_audience_size",
    ]
    assert "life_situations@0" not in person.asked()


def test_a_segment_is_named_after_its_traits(official: Respondent) -> None:
    official.says("segmentation_criteria", "1, 4", 0)
    asked = official.asked()
    assert asked[asked.index("segment_name@0") - 1] == "trait_digital@0"


def test_only_chosen_traits_are_asked(official: Respondent) -> None:
    official.says("segmentation_criteria", "1, 4", 0)
    traits = [name for name in official.asked() if name.startswith("trait_")]
    assert traits == ["trait_sociodemographic@0", "trait_digital@0"]


def test_expert_opinion_has_no_source_details(official: Respondent) -> None:
    assert "source_details@0" in official.asked()
    official.says("study_methods", "Только мнение сотрудников", 0)
    assert "source_details@0" not in official.asked()


def test_another_branch_keeps_later_answers_and_brings_them_back(official: Respondent) -> None:
    official.says("segmentation_criteria", "1, 4", 0)
    official.says("trait_digital", "1", 0)
    official.says("channels", "МФЦ", 0)
    official.says("client_type", "Бизнес")
    assert not is_answered(View(official.form, official.draft), Path("segmentation_criteria", 0))
    assert is_answered(View(official.form, official.draft), Path("channels", 0))
    assert not is_visible(View(official.form, official.draft), Path("trait_digital", 0))
    official.says("client_type", "Наши сотрудники")
    assert not is_visible(View(official.form, official.draft), Path("process_type"))
    assert not is_answered(View(official.form, official.draft), Path("channels", 0))
    official.says("client_type", "Граждане")
    assert is_answered(View(official.form, official.draft), Path("segmentation_criteria", 0))
    assert is_answered(View(official.form, official.draft), Path("trait_digital", 0))
    assert official.next() == "trait_sociodemographic@0"


def test_a_hidden_answer_decides_nothing(official: Respondent) -> None:
    official.says("granularity_service", "На все услуги")
    assert is_visible(View(official.form, official.draft), Path("granularity_conditions"))
    official.says("process_type", "Контроль (надзор)")
    assert not is_visible(View(official.form, official.draft), Path("granularity_conditions"))
    assert not is_visible(View(official.form, official.draft), Path("entity_list"))
    official.says("granularity_function", "На всю совокупность")
    assert is_visible(View(official.form, official.draft), Path("entity_list"))


def test_a_mixed_audience_asks_each_segment_for_its_client(official: Respondent) -> None:
    official.says("client_type", "И граждане, и бизнес")
    assert official.asked()[7] == "segment_client_type@0"
    assert question(View(official.form, official.draft), Path("segmentation_criteria", 0)).options == ()
    official.says("segment_client_type", "Бизнес", 0)
    options = question(View(official.form, official.draft), Path("segmentation_criteria", 0)).options
    assert [option.id for option in options][:3] == ["behavioural", "digital", "business_size"]


def test_going_back_and_forward_meets_answered_questions(official: Respondent) -> None:
    form, draft = official.form, official.draft
    assert step_before(View(form, draft), ask("segmentation_criteria", 0)) == ask("target_audience_size")
    assert step_after(View(form, draft), ask("client_type")) == ask("process_type")
    assert step_before(View(form, draft), ask("organization_name")) is None
    assert step_after(View(form, draft), CheckAnswers()) is None
    assert step_before(View(form, draft), CheckAnswers()) == ask("author_contact")
    assert step_before(View(form, draft), ask("more_details")) == AskAnotherSegment()


def test_neighbours_of_a_question_that_is_hidden_now(official: Respondent) -> None:
    form, draft = official.form, official.draft
    assert step_before(View(form, draft), ask("internal_topic")) == ask("client_type")
    assert step_after(View(form, draft), ask("internal_topic")) == ask("process_type")


def test_the_next_open_question_comes_after_this_one_first(official: Respondent) -> None:
    official.says("needs", "Мне нужно знать срок, чтобы планировать", 0)
    form = official.form
    assert open_after(View(form, official.draft), ask("needs", 0)) == ask("expectations", 0)
    official.says("author_contact", "Соколова Марина Андреевна, специалист, (0000) 00-12-34")
    assert open_after(View(form, official.draft), ask("author_contact")) == ask("segmentation_criteria", 0)


def test_a_required_question_cannot_be_skipped(official: Respondent) -> None:
    draft = official.draft.with_answer(Path("segment_name", 0), Skipped())
    assert not is_answered(View(official.form, draft), Path("segment_name", 0))
    draft = official.draft.with_answer(Path("target_audience_size"), Skipped())
    assert is_answered(View(official.form, draft), Path("target_audience_size"))


def test_segments_are_added_up_to_twenty_and_removed(official: Respondent) -> None:
    for number in range(20):
        official.says("segment_name", f"Сегмент с номером {number}", number)
    assert "another segment" not in official.asked()
    assert len(route(View(official.form, official.draft))) > 300
    draft = remove_segment(official.draft, 3)
    assert len(draft.segments) == 19
    assert draft.at(Path("segment_name", 3)) == Text("Сегмент с номером 4")
    assert AskAnotherSegment() in route(View(official.form, draft))


def test_removing_a_segment_moves_what_was_kept(official: Respondent) -> None:
    draft = replace(official.draft, segments=({}, {}, {}))
    draft = replace(draft, kept=frozenset({"needs@0#2.ab", "needs@1#2.ab", "Q19@2#cd", "Q10#ef"}))
    assert remove_segment(draft, 1).kept == {"needs@0#2.ab", "Q19@1#cd", "Q10#ef"}
    only = only_segment(draft, 1)
    assert only.kept == {"needs@0#2.ab"}
    # A question of before is told from one that came to its number.
    assert insert_segment(remove_segment(draft, 1), 1, only) == replace(draft, moved=2)


def test_one_more_segment_is_asked_about_again(official: Respondent) -> None:
    draft = replace(official.draft, segments=({},), complete_segments=True)
    more = add_segment(draft)
    assert len(more.segments) == 2
    assert not more.complete_segments
    assert ask("segment_name", 1) in route(View(official.form, more))


def test_what_is_known_of_the_person_is_not_asked_again(form: Form) -> None:
    about = {"organization_name": Text("Министерство природы области"), "needs": Text("чужое")}
    draft = new_draft(form, "d", NOW, about)
    assert first_open(View(form, draft)) == ask("client_type")
    assert "needs" not in draft.shared
    assert ask("organization_name") in route(View(form, draft))


def test_progress_counts_sections_and_segments(official: Respondent) -> None:
    official.says("segment_name", "Одинокие пенсионеры из сёл", 0)
    draft = add_segment(official.draft)
    counts = progress(View(official.form, draft))
    assert counts.of("general", None).answered == 5
    assert counts.of("general", None).total == 7  # with the author and the offer of more details, asked last
    assert counts.of("segment", 0).answered == 1
    assert counts.of("segment", 1).answered == 0
    assert counts.answered == 8
    assert counts.total == len(route(View(official.form, draft))) - 2


def test_optional_questions_may_wait_for_the_end(form: Form) -> None:
    optional = changed(form.interview.optional_questions, default="defer")
    interview = changed(form.interview, optional_questions=optional)
    person = Respondent.beginning(changed(form, interview=interview))
    person.says("client_type", "Граждане")
    asked = person.asked()
    assert asked[-7:] == [
        "target_audience_size",
        "boundary_rule@0",
        "expectations@0",
        "barrier_prevalence@0",
        "proactive_omnichannel@0",
        "more_details",
        "review",
    ]
    before = step_before(View(person.form, person.draft), ask("target_audience_size"))
    assert before == ask("author_contact")
    person.says("client_type", "Наши сотрудники")
    assert person.asked()[-8] == "entity_list"


def test_a_finished_report_is_opened_again_as_the_next_version(official: Respondent) -> None:
    finished = finish(official.form, official.draft, NOW)
    assert finished.status == "finished"
    assert finished.shared["profile_date"] == Day(NOW.date())
    opened = reopen(official.form, finished, NOW + timedelta(days=9))
    assert opened.status == "filling"
    assert opened.shared["version"] == Text("1.1")
    assert "profile_date" not in opened.shared
    assert reopen(official.form, opened, NOW) == opened


def test_a_date_set_by_hand_survives_finishing(official: Respondent) -> None:
    official.says("profile_date", "1 ноября 2026")
    assert (
        finish(official.form, official.draft, NOW).shared["profile_date"]
        == official.draft.shared["profile_date"]
    )


def test_a_copy_is_a_new_study(official: Respondent) -> None:
    draft = replace(finish(official.form, official.draft, NOW), kept=frozenset({"Q19@0#ab"}), revision=7)
    copied = copy_of(official.form, draft, "d2", NOW + timedelta(days=300))
    assert (copied.id, copied.status, copied.kept, copied.revision) == ("d2", "filling", frozenset(), 0)
    assert copied.shared["version"] == Text("2.0")
    assert copied.shared["client_type"] == Choice(Picked("citizen"))
    assert copied.created == NOW + timedelta(days=300)
