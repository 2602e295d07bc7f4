"""«Заполнить одним сообщением»: one text is parted over several questions, and nothing is stored unasked."""

from dialogs.interview.answers import Choice, Choices, Items, Number, Path, Picked, Rows, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.session import AtOneMessage
from tests.talking import Talk

Examples = dict[str, ExampleProfile]
CITIZEN = "citizen_service"
GENERAL = """Орган: Министерство социальной политики Приозёрской области
Тип клиента: граждане
Процесс: предоставление услуг
Объект профиля: на одну услугу
Наименование: Предоставление субсидий на оплату жилого помещения и коммунальных услуг
Целевая аудитория — граждане, зарегистрированные в области, у которых расходы на жильё выше доли дохода семьи
Размер: около 48,2 тыс. чел.

Ещё мы думаем, как жить дальше."""


def asked(talk: Talk, text: str) -> str:
    """What is said to a text that was pasted at the first question."""
    talk.begin().press("Заполнить одним сообщением")
    return talk.say(text)


def test_a_list_of_labels_and_answers_is_shown_and_then_stored(talk: Talk) -> None:
    said = asked(talk, GENERAL)
    assert "ответы на 7 вопросов" in said
    assert "Целевая аудитория: граждане, зарегистрированные" in said
    assert not talk.draft.shared, "nothing is stored unasked"
    talk.press("Записать всё (7)")
    assert talk.draft.at(Path("client_type")) == Choice(Picked("citizen"))
    assert talk.draft.at(Path("granularity_service")) == Choice(Picked("single"))
    assert str(talk.draft.at(Path("target_audience_size"))).startswith("Number(value=Decimal('48200')")
    assert str(talk.path) == "segmentation_criteria@0", "what was answered is not asked"
    assert talk.about_person, "what is asked once per person is remembered"


def test_what_was_not_understood_is_shown(talk: Talk) -> None:
    assert "Ещё мы думаем, как жить дальше" in asked(talk, GENERAL).partition("Не разобрал")[2]


def test_nothing_is_stored_when_the_person_says_so(talk: Talk) -> None:
    asked(talk, GENERAL)
    assert talk.press("Не записывать")
    assert not talk.draft.shared
    assert str(talk.path) == "organization_name"


def test_the_text_comes_back_to_be_changed(talk: Talk) -> None:
    asked(talk, GENERAL)
    talk.press("Изменить текст")
    assert talk.typed_in() == GENERAL
    assert not talk.draft.shared


def test_one_answer_after_the_other_is_decided(talk: Talk) -> None:
    asked(
        talk,
        "Орган: Министерство социальной политики области\nТип клиента: граждане\nПроцесс: услуги",
    )
    assert "Как полностью называется ваш орган" in talk.press("Проверить по одному")
    talk.press("Записать")
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")
    talk.press("Не записывать")
    assert talk.draft.at(Path("client_type")) is None
    talk.press("Не записывать")
    assert str(talk.path) == "client_type", "what was passed over is asked as ever"


def test_an_answer_is_changed_at_its_own_question(talk: Talk) -> None:
    asked(talk, "Орган: Минсоц\nТип клиента: граждане")
    assert "Нужно ваше решение" in talk.said
    said = talk.press("Записать всё (1)")
    assert "полное официальное название" in said
    assert "Записать" not in talk.labels(), "what the rules refuse is not stored"
    talk.press("Изменить")
    assert str(talk.path) == "organization_name"
    assert talk.typed_in() == "Минсоц"
    talk.say("Министерство социальной политики области")
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")
    assert str(talk.path) == "process_type"


def test_typed_over_an_answer_on_screen_it_is_shown_anew(talk: Talk) -> None:
    asked(talk, "Орган: Минсоц\nТип клиента: граждане")
    talk.press("Записать всё")
    assert "Министерство социальной политики" in talk.say("Министерство социальной политики области")
    assert talk.draft.at(Path("organization_name")) is None
    talk.press("Записать")
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")


def test_an_answer_given_before_is_replaced_only_by_itself(talk: Talk, examples: Examples) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    talk.say("Тип клиента: бизнес\nРазмер целевой аудитории: 500")
    before = talk.draft.at(Path("client_type"))
    said = talk.press("Записать всё (1)")
    assert talk.draft.at(Path("client_type")) == before
    assert "Сейчас записано" in said
    assert "Граждане" in said
    talk.press("Записать")
    assert talk.draft.at(Path("client_type")) == Choice(Picked("business"))


def test_headings_tables_and_lists_of_a_segment(talk: Talk, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    talk.say(
        "Сегмент 1. Одинокие пенсионеры из сёл\n"
        "Признаки сегментации: социально-демографические, географические\n"
        "Где живут эти клиенты? Сёла и посёлки\n"
        "Потребности:\n- Мне нужно получать поддержку дома, чтобы не ездить\n"
        "- Мне нужно знать о документах заранее, чтобы не ездить дважды\n"
        "Каналы: МФЦ, телефон\n"
        "Шаг\tГде\tБарьер\nВидит счёт\tКвитанция\tне знает о праве\nЕдет в МФЦ\tМФЦ\tавтобус раз в день\n"
        "Получает выплату\tБанк\t"
    )
    talk.press("Записать всё")
    draft = talk.draft
    assert draft.at(Path("segment_name", 0)) == Text("Одинокие пенсионеры из сёл")
    assert draft.at(Path("trait_geographic", 0)) == Choices((Picked("rural"),))
    assert isinstance(draft.at(Path("needs", 0)), Items)
    assert draft.at(Path("channels", 0)) == Choices((Picked("mfc"), Picked("phone")))
    rows = draft.at(Path("journey_steps", 0))
    assert isinstance(rows, Rows)
    assert [row["step"] for row in rows.value] == ["Видит счёт", "Едет в МФЦ", "Получает выплату"]


def test_a_table_that_compares_segments_goes_to_each(talk: Talk, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    talk.say(
        "Показатель\tСегмент 1\tСегмент 2\nДоля\t38\t45\n"
        "Наименование сегмента\tПенсионеры из сёл\tСемьи с детьми"
    )
    talk.press("Записать всё (4)")
    assert [talk.draft.at(Path("segment_share_percent", n)) for n in (0, 1)] == [Number(38), Number(45)]  # type: ignore[arg-type]
    assert talk.draft.at(Path("segment_name", 1)) == Text("Семьи с детьми")


def test_plain_sentences_give_options_and_numbers(talk: Talk) -> None:
    said = asked(talk, "Профиль для граждан, их 48 200 человек. Они звонят по телефону и ходят в МФЦ.")
    assert "взято только то" in said
    assert "Каналы взаимодействия: МФЦ" in said or "Телефон" in said
    talk.press("Записать всё")
    assert talk.draft.at(Path("client_type")) == Choice(Picked("citizen"))


def test_a_text_about_nothing_stays_in_the_field(talk: Talk) -> None:
    assert "Не понял" in asked(talk, "Всё очень сложно и непонятно")
    assert talk.typed_in() == "Всё очень сложно и непонятно"
    assert isinstance(talk.session.place, AtOneMessage)
    talk.press("Назад")
    assert str(talk.path) == "organization_name"


def test_a_question_in_between_is_answered(talk: Talk) -> None:
    assert "Группа клиентов" in asked(talk, "Что такое клиентский сегмент?")
    assert isinstance(talk.session.place, AtOneMessage)


def test_what_was_typed_goes_on_over_several_messages(talk: Talk) -> None:
    asked(talk, "Орган: Министерство социальной политики области")
    assert "2 вопроса" in talk.say("Тип клиента: граждане")


def test_words_ask_for_it_too(talk: Talk) -> None:
    talk.begin()
    talk.say("заполнить одним сообщением")
    assert isinstance(talk.session.place, AtOneMessage)


def test_on_the_page_every_item_and_row_has_a_line_of_its_own(talk: Talk, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    said = talk.say("Каналы: МФЦ, телефон\nОжидания: Ответ за день\nОдин визит вместо двух")
    assert "\n– МФЦ\n– Телефон" in said


def test_on_the_page_every_question_is_named_that_a_text_may_answer(talk: Talk) -> None:
    talk.begin()
    assert "Выводы и предложения" in talk.press("Заполнить одним сообщением")


def test_the_way_on_is_the_main_button_even_where_nothing_can_be_recorded(talk: Talk) -> None:
    asked(talk, "Орган: Минсоц")
    assert [button.label for button in talk.buttons if button.role == "done"] == ["Проверить по одному"]
    talk.press("Проверить по одному")
    assert [button.label for button in talk.buttons if button.role == "done"] == ["Изменить"]


def test_what_would_be_replaced_is_shown_beside_what_was_read(talk: Talk, examples: Examples) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    assert "Бизнес — Сейчас записано: Граждане." in talk.say("Тип клиента: бизнес")
