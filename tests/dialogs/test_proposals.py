"""From the second segment on the draft suggests answers: nobody types twice what is the same."""

from dialogs.interview.answers import Items, Path
from dialogs.interview.examples import ExampleProfile
from dialogs.interview.route import AskField
from tests.talking import Conversation

Examples = dict[str, ExampleProfile]
CITIZEN = "citizen_service"


def second_segment(talk: Conversation, examples: Examples) -> Conversation:
    model = examples[CITIZEN].draft
    talk.reach("findings@0", model)
    talk.answer_like(model)
    return talk


def test_an_answer_is_taken_as_in_the_segment_before(talk: Conversation, examples: Examples) -> None:
    second_segment(talk, examples).press("Да, добавить сегмент")
    assert str(talk.path) == "segmentation_criteria@1"
    assert "В сегменте «Одинокие пенсионеры" in talk.said
    talk.press("Как в сегменте 1")
    first, second = talk.draft.segments
    assert second["segmentation_criteria"] == first["segmentation_criteria"]
    assert str(talk.path) == "trait_sociodemographic@1"
    assert not any(label.startswith("Как в сегменте") for label in talk.labels())


def test_the_first_segment_has_nothing_to_be_like(talk: Conversation, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    assert not any(label.startswith("Как в сегменте") for label in talk.labels())


def test_a_name_is_made_of_the_traits(talk: Conversation, examples: Examples) -> None:
    talk.reach("segment_name@0", examples[CITIZEN].draft)
    assert "По признакам можно назвать так" in talk.said
    talk.press("Назвать так")
    assert "страховая пенсия, " in str(talk.draft.at(Path("segment_name", 0)))


def test_own_words_stand_in_the_name_without_the_name_of_their_option(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    for answer in ("1, 2", "65–85 лет, живут одни", "3; Другое: садовые товарищества"):
        talk.say(answer)
    assert "65–85 лет, живут одни, сёла и посёлки, садовые товарищества" in talk.said


def test_a_proper_name_keeps_its_capital_inside_a_name(talk: Conversation, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    for answer in ("1, 3", "Молодые семьи, живут в общежитии", "Вологодские студенты звонят в приёмную"):
        talk.say(answer)
    assert "Молодые семьи, живут в общежитии, вологодские студенты" in talk.said
    talk.press("Назад")
    talk.say("Камчатка и острова: пишут письма в начале месяца")
    assert "Молодые семьи, живут в общежитии, Камчатка и острова" in talk.said


def test_a_preposition_is_no_abbreviation_inside_a_name(talk: Conversation, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    for answer in ("1, 4", "Молодые семьи с детьми", "3"):
        talk.say(answer)
    assert "Молодые семьи с детьми, с помощью близких или специалистов" in talk.said


def test_the_rest_of_a_hundred_percent_is_proposed(talk: Conversation, examples: Examples) -> None:
    second_segment(talk, examples).press("Да, добавить сегмент")
    while str(talk.path) != "segment_share_percent@1":
        talk.answer_like(examples[CITIZEN].draft)
    talk.press("Остаток: 62 %")
    assert "62" in str(talk.draft.at(Path("segment_share_percent", 1)))


def test_a_similar_segment_is_asked_only_for_what_differs(talk: Conversation, examples: Examples) -> None:
    second_segment(talk, examples)
    told = talk.press("Да, похожий на сегмент 1")
    assert "взято то, что у сегментов часто совпадает" in told
    assert told.startswith("Сегмент 2.")
    assert "Методы изучения" in told
    assert told.index("Проактивность и омниканальность") < 600, "the question stays in sight"
    first, second = talk.draft.segments
    assert {name: first[name] for name in second} == second
    assert {"segmentation_criteria", "study_methods", "source_details", "channels"} <= second.keys()
    assert not {"needs", "pains", "segment_name", "segment_share_percent"} & second.keys()
    assert str(talk.path) == "trait_sociodemographic@1"
    asked = sum(isinstance(step, AskField) and step.path.segment == 1 for step in talk.route())
    assert asked - len(second) <= 14


def test_a_changed_first_segment_leaves_the_second_as_it_was(talk: Conversation, examples: Examples) -> None:
    second_segment(talk, examples).press("Да, похожий на")
    before = talk.draft.segments[1]
    talk.press("К проверке ответов")
    assert talk.draft.segments[1] == before


def test_a_new_profile_offers_what_an_earlier_one_says(talk: Conversation, examples: Examples) -> None:
    talk.begin()
    talk.fill_like(examples[CITIZEN].draft)
    talk.say("/profile")
    said = talk.press("Начать ещё один")
    assert str(talk.path) == "client_type"
    assert "В профиле «Предоставление субсидий" in said
    assert talk.draft.at(talk.path) is None, "nothing is stored unasked"
    talk.press("Как в прошлом профиле")
    assert talk.draft.at(Path("client_type")) == examples[CITIZEN].draft.at(Path("client_type"))
    talk.fill_like(examples[CITIZEN].draft, until="needs@0")
    talk.press("Как в прошлом профиле")
    assert talk.draft.at(Path("needs", 0)) == examples[CITIZEN].draft.at(Path("needs", 0))


def test_a_list_without_items_is_not_offered(talk: Conversation, examples: Examples) -> None:
    """An answer file could hold one."""
    talk.begin()
    talk.fill_like(examples[CITIZEN].draft)
    done = talk.draft
    talk.drafts[done.id] = done.with_answer(Path("needs", 0), Items(())).with_answer(
        Path("needs", 1), Items(())
    )
    talk.say("/profile")
    talk.press("Начать ещё один")
    talk.fill_like(examples[CITIZEN].draft, until="needs@0")
    assert "Как в прошлом профиле" not in talk.labels()
    talk.fill_like(examples[CITIZEN].draft)


def test_an_earlier_answer_that_cannot_be_chosen_here_is_not_offered(
    talk: Conversation, examples: Examples
) -> None:
    talk.begin()
    talk.fill_like(examples[CITIZEN].draft)
    talk.say("/profile")
    talk.press("Начать ещё один")
    talk.fill_like(examples["internal_accounting"].draft, until="segmentation_criteria@0")
    assert "Как в прошлом профиле" not in talk.labels()


def test_who_has_a_profile_begins_the_next_without_the_whole_introduction(
    talk: Conversation, examples: Examples
) -> None:
    assert "Для одного сегмента это" in talk.begin().said
    talk.say("Министерство труда Приозёрской области")
    talk.say("/profile")
    said = talk.press("Начать ещё один")
    assert "Для одного сегмента это" not in said
    assert "Не указывайте персональные данные" in said


def test_the_same_in_words_is_what_an_earlier_segment_has_and_never_an_answer(
    talk: Conversation, examples: dict[str, ExampleProfile]
) -> None:
    model = examples["citizen_service"].draft
    talk.reach("channels@0", model)
    assert "повторить нечего" in talk.say("то же")
    assert str(talk.path) == "channels@0"
    talk.fill_like(model, until="segmentation_criteria@1")
    talk.fill_like(model, until="segment_share_percent@1")
    talk.say("остальные")
    assert str(talk.path) == "study_methods@1"
    talk.say("те же")
    assert talk.draft.at(Path("study_methods", 1)) == talk.draft.at(Path("study_methods", 0))
    assert str(talk.path) == "source_details@1"
    talk.fill_like(model, until="expectations@1")
    said = talk.say("как выше")
    assert said.startswith("Записано так: ")
    assert talk.draft.at(Path("expectations", 1)) == talk.draft.at(Path("expectations", 0))


def test_who_does_not_know_is_given_the_hint(talk: Conversation, examples: dict[str, ExampleProfile]) -> None:
    talk.reach("boundary_rule@0", examples["citizen_service"].draft)
    assert "Один клиент — один сегмент" in talk.say("не знаю")
    assert talk.draft.at(Path("boundary_rule", 0)) is None
