"""«Заполнить одним сообщением»: one text is parted over several questions, and nothing is stored unasked."""

from dialogs.interview.answers import Choice, Choices, Items, Number, Path, Picked, Rows, Text
from dialogs.interview.examples import ExampleProfile
from dialogs.turn.events import Edited, Said
from dialogs.turn.session import AtOneMessage
from tests.talking import Conversation

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


def asked(talk: Conversation, text: str) -> str:
    """What is said to a text that was pasted at the first question."""
    talk.begin().press("Заполнить одним сообщением")
    return talk.say(text)


def test_a_list_of_labels_and_answers_is_shown_and_then_stored(talk: Conversation) -> None:
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


def test_what_was_not_understood_is_shown(talk: Conversation) -> None:
    assert "Ещё мы думаем, как жить дальше" in asked(talk, GENERAL).partition("Не разобрал")[2]


def test_nothing_is_stored_when_the_person_says_so(talk: Conversation) -> None:
    asked(talk, GENERAL)
    assert talk.press("Не записывать")
    assert not talk.draft.shared
    assert str(talk.path) == "organization_name"


def test_an_option_is_not_looked_for_before_it_is_known_which_there_are(talk: Conversation) -> None:
    said = asked(talk, "Каналы взаимодействия: МФЦ\nЖизненные ситуации: Сломалась печь")
    assert "Варианта «МФЦ» нет" not in said
    assert "Каналы взаимодействия: МФЦ" in said.partition("Не разобрал")[2]
    said = talk.say("Тип клиента: граждане")
    assert "Каналы взаимодействия: МФЦ" in said
    assert "Не разобрал" not in said
    talk.press("Записать всё (3)")
    assert talk.draft.at(Path("channels", 0)) == Choices((Picked("mfc"),))


def test_the_text_comes_back_to_be_changed(talk: Conversation) -> None:
    asked(talk, GENERAL)
    talk.press("Изменить текст")
    assert talk.typed_in() == GENERAL
    assert not talk.draft.shared


def test_one_answer_after_the_other_is_decided(talk: Conversation) -> None:
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


def test_after_the_last_answer_decided_the_first_open_question_is_asked(talk: Conversation) -> None:
    asked(
        talk,
        "Орган: Министерство социальной политики области\nТип клиента: граждане\n"
        "Граница сегмента: живут в сёлах, где нет отделения МФЦ",
    )
    talk.press("Проверить по одному")
    for _ in range(3):
        talk.press("Записать")
    assert str(talk.path) == "process_type", "as after all of them at once: nothing is left behind"


def test_an_answer_is_changed_at_its_own_question(talk: Conversation) -> None:
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


def test_typed_over_an_answer_on_screen_it_is_shown_anew(talk: Conversation) -> None:
    asked(talk, "Орган: Минсоц\nТип клиента: граждане")
    talk.press("Записать всё")
    assert "Министерство социальной политики" in talk.say("Министерство социальной политики области")
    assert talk.draft.at(Path("organization_name")) is None
    talk.press("Записать")
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")


def test_an_answer_given_before_is_replaced_only_by_itself(talk: Conversation, examples: Examples) -> None:
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


def test_headings_tables_and_lists_of_a_segment(talk: Conversation, examples: Examples) -> None:
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


def test_a_question_is_named_as_its_term_is_called_too(talk: Conversation, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    said = talk.say(
        "Критерии сегментации: социально-демографические, географические\n"
        "Боли клиента:\n- До верфи 900 км\n- Связь есть 4 часа в день\n"
        "Путь клиента:\nУзнаёт о конкурсе | Газета | За 5 дней до конца\nОтправляет заявку | Почта\n"
        "Получает решение | Письмо | 47 дней"
    )
    assert "Не разобрал" not in said
    talk.press("Записать всё (3)")
    assert talk.draft.at(Path("pains", 0)) == Items(("До верфи 900 км", "Связь есть 4 часа в день"))
    rows = talk.draft.at(Path("journey_steps", 0))
    assert isinstance(rows, Rows)
    assert [row["step"] for row in rows.value] == [
        "Узнаёт о конкурсе",
        "Отправляет заявку",
        "Получает решение",
    ]


def test_the_name_of_a_segment_and_the_size_of_the_audience_have_other_names_too(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("target_audience", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    said = talk.say("Численность аудитории: около 14 тыс. человек\nНазвание сегмента: Садоводы из пятиэтажек")
    assert "Не разобрал" not in said
    talk.press("Записать всё (2)")
    assert talk.draft.at(Path("segment_name", 0)) == Text("Садоводы из пятиэтажек")
    assert str(talk.draft.at(Path("target_audience_size"))).startswith("Number(value=Decimal('14000')")


def test_a_table_that_compares_segments_goes_to_each(talk: Conversation, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    talk.say(
        "Показатель\tСегмент 1\tСегмент 2\nДоля\t38\t45\n"
        "Наименование сегмента\tПенсионеры из сёл\tСемьи с детьми"
    )
    talk.press("Записать всё (4)")
    assert [talk.draft.at(Path("segment_share_percent", n)) for n in (0, 1)] == [Number(38), Number(45)]  # type: ignore[arg-type]
    assert talk.draft.at(Path("segment_name", 1)) == Text("Семьи с детьми")


def test_plain_sentences_give_options_and_numbers(talk: Conversation) -> None:
    said = asked(talk, "Профиль для граждан, их 48 200 человек. Они звонят по телефону и ходят в МФЦ.")
    assert "взято только то" in said
    assert "Каналы взаимодействия: МФЦ" in said or "Телефон" in said
    talk.press("Записать всё")
    assert talk.draft.at(Path("client_type")) == Choice(Picked("citizen"))


def test_a_text_about_nothing_stays_in_the_field(talk: Conversation) -> None:
    assert "Не понял" in asked(talk, "Всё очень сложно и непонятно")
    assert talk.typed_in() == "Всё очень сложно и непонятно"
    assert isinstance(talk.session.place, AtOneMessage)
    talk.press("Назад")
    assert str(talk.path) == "organization_name"


def test_a_line_that_begins_as_a_label_is_no_item_of_the_list_above(talk: Conversation) -> None:
    said = asked(
        talk,
        "Тип клиента: граждане\nПроцесс: предоставление услуг\nОбъект профиля: на одну услугу\n"
        "Методы: беседы у окна\nКаналы: МФЦ, Госуслуги\nЧастота: раз в жизни, потом при утрате",
    )
    to_decide = said.partition("Нужно ваше решение")[2]
    assert "Методы изучения: беседы у окна" in to_decide
    assert "Частота взаимодействия: раз в жизни, потом при утрате" in to_decide
    assert "МФЦ" not in to_decide


def test_a_question_in_between_is_answered(talk: Conversation) -> None:
    assert "Группа клиентов" in asked(talk, "Что такое клиентский сегмент?")
    assert isinstance(talk.session.place, AtOneMessage)


def test_what_was_typed_goes_on_over_several_messages(talk: Conversation) -> None:
    asked(talk, "Орган: Министерство социальной политики области")
    assert "2 вопроса" in talk.say("Тип клиента: граждане")


def test_words_ask_for_it_too(talk: Conversation) -> None:
    talk.begin()
    talk.say("заполнить одним сообщением")
    assert isinstance(talk.session.place, AtOneMessage)


def test_on_the_page_every_item_and_row_has_a_line_of_its_own(talk: Conversation, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    said = talk.say("Каналы: МФЦ, телефон\nОжидания: Ответ за день\nОдин визит вместо двух")
    assert "\n– МФЦ\n– Телефон" in said


def test_on_the_page_every_question_is_named_that_a_text_may_answer(talk: Conversation) -> None:
    talk.begin()
    assert "Выводы и предложения" in talk.press("Заполнить одним сообщением")


def test_the_way_on_is_the_main_button_even_where_nothing_can_be_recorded(talk: Conversation) -> None:
    asked(talk, "Орган: Минсоц")
    assert [button.label for button in talk.buttons if button.role == "done"] == ["Проверить по одному"]
    talk.press("Проверить по одному")
    assert [button.label for button in talk.buttons if button.role == "done"] == ["Изменить"]


def test_what_would_be_replaced_is_shown_beside_what_was_read(talk: Conversation, examples: Examples) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    assert "Бизнес — Сейчас записано: Граждане." in talk.say("Тип клиента: бизнес")


def test_the_rest_of_a_text_that_the_messenger_cut_is_read_too(talk: Conversation) -> None:
    talk.messenger = True
    talk.begin().say("заполнить одним сообщением")
    talk.send(Said(f"Тип клиента: граждане\n{'Слова. ' * 600}Орган: Министерство", None, "5", 100, cut=" "))
    said = talk.send(Said("социальной политики области\nДоля: 38", message="6", moment=100, seen=4))
    assert "Министерство социальной политики области" in said
    assert "38" in said


def test_the_rest_of_one_answer_goes_on_with_it(talk: Conversation) -> None:
    asked(talk, "Орган: Минсоц")
    talk.press("Проверить по одному")
    talk.send(Said("Министерство социальной", message="5", moment=100, cut=" "))
    talk.send(Said("политики области", message="6", moment=100, seen=4))
    talk.press("Записать")
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")


def test_the_rest_of_what_was_typed_too_early_is_no_part_of_the_answer_on_screen(talk: Conversation) -> None:
    asked(talk, "Орган: Министерство социальной политики области")
    talk.press("Проверить по одному")
    for number, words in enumerate(("Граждане, которые", "живут в сёлах")):
        early = Said(words, message=str(5 + number), moment=100, question="d1:client_type", cut=" ")
        assert "никуда это не записал" in talk.send(early)
    talk.press("Записать")
    assert talk.draft.at(Path("organization_name")) == Text("Министерство социальной политики области")


def test_an_edited_text_is_read_in_place_of_the_old_one(talk: Conversation) -> None:
    talk.begin().press("Заполнить одним сообщением")
    talk.send(Said("Тип клиента: граждане", message="5"))
    talk.send(Said("Процесс: предоставление услуг", message="7"))
    said = talk.send(Edited("5", "Тип клиента: бизнес"))
    assert "Не разобрал" not in said
    talk.press("Записать всё (2)")
    assert talk.draft.at(Path("client_type")) == Choice(Picked("business"))


def test_a_text_edited_when_it_is_recorded_answers_nothing_else(talk: Conversation) -> None:
    talk.begin().press("Заполнить одним сообщением")
    talk.send(Said(f"Орган: Министерство труда области\n{GENERAL.partition(chr(10))[2]}", message="5"))
    talk.press("Записать всё")
    drafts = dict(talk.drafts)
    assert "никуда не записан" in talk.send(Edited("5", "социально-демографические, географические"))
    assert talk.drafts == drafts


def test_what_was_typed_over_an_answer_outlives_a_further_message(talk: Conversation) -> None:
    asked(talk, "Орган: Министерство социальной политики области\nТип клиента: граждане")
    talk.press("Проверить по одному")
    talk.say("Министерство труда области")
    talk.press("Назад")
    assert "Министерство труда области" in talk.say("Процесс: предоставление услуг")
    talk.press("Записать всё (3)")
    assert talk.draft.at(Path("organization_name")) == Text("Министерство труда области")


def test_what_was_passed_over_does_not_come_back_with_a_further_message(talk: Conversation) -> None:
    asked(talk, "Орган: Министерство социальной политики области\nТип клиента: граждане")
    talk.press("Проверить по одному")
    talk.press("Не записывать")
    talk.press("Назад")
    talk.say("Процесс: предоставление услуг")
    talk.press("Записать всё (2)")
    assert talk.draft.at(Path("organization_name")) is None


def test_an_answer_that_is_typed_over_stays_on_screen_be_it_wrong_now(talk: Conversation) -> None:
    asked(talk, "Орган: Министерство социальной политики области\nТип клиента: граждане")
    talk.press("Проверить по одному")
    assert "Как полностью называется ваш орган" in talk.say("Минсоц")


def test_nothing_of_a_table_is_lost(talk: Conversation, examples: Examples) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    said = talk.say(
        "Показатель\tСегмент 1. Пенсионеры из сёл\tСегмент 2. Семьи с детьми\nДоля\t38\t45\tпримерно"
    )
    assert "Доля: примерно" in said.partition("Не разобрал")[2]
    talk.press("Записать всё (4)")
    assert talk.draft.at(Path("segment_name", 0)) == Text("Пенсионеры из сёл")
    assert talk.draft.at(Path("segment_name", 1)) == Text("Семьи с детьми")


def test_what_stands_after_an_answer_that_had_to_wait_is_shown(talk: Conversation) -> None:
    said = asked(
        talk,
        "Объект профиля: на одну услугу. Остальное решим.\n\n"
        "Профиль для граждан. Это предоставление услуг (сервисов).",
    )
    assert "Остальное решим" in said.partition("Не разобрал")[2]


def test_a_text_of_what_is_recorded_already_says_so(talk: Conversation, examples: Examples) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    assert "Нового для записи в этом тексте нет" in talk.say("Тип клиента: граждане")
    assert "Проверить по одному" not in talk.labels()
    talk.press("Не записывать")
    assert str(talk.path) == "target_audience_size"


def test_a_further_message_changes_no_segment_of_the_first(talk: Conversation, examples: Examples) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    talk.say("Тип клиента: бизнес\nДоля: 38\nСегмент 2. Семьи с детьми\nДоля: 45")
    talk.press("Записать всё (3)")
    talk.press("Назад")
    talk.say("Каналы: МФЦ")
    talk.press("Записать всё (1)")
    assert [talk.draft.at(Path("segment_share_percent", n)) for n in (0, 1)] == [Number(38), Number(45)]  # type: ignore[arg-type]


def test_what_was_recorded_is_not_called_unread(talk: Conversation) -> None:
    asked(talk, "Профиль для граждан.\n\nОрган: Минсоц")
    talk.press("Записать всё (1)")
    assert "Не разобрал" not in talk.press("Назад")


def test_an_answer_that_was_asked_for_by_another_is_not_taken_for_decided(talk: Conversation) -> None:
    asked(talk, "Процесс: не знаю какой\nОбъект профиля: на одну услугу\nРазмер целевой аудитории: много")
    talk.press("Проверить по одному")
    assert "Какой процесс" in talk.said
    talk.say("предоставление услуг")
    talk.press("Записать")
    talk.press("Назад")
    assert "На одну услугу" in talk.say("Тип клиента: граждане")


def test_a_text_that_is_to_be_changed_is_still_there_when_one_goes_back(talk: Conversation) -> None:
    asked(talk, GENERAL)
    talk.press("Изменить текст")
    assert "ответы на 7 вопросов" in talk.press("Назад")
    talk.press("Изменить текст")
    assert "ответ на 1 вопрос" in talk.say("Тип клиента: бизнес"), "it takes the place of the one before"


def test_a_further_message_that_is_too_long_leaves_what_was_read(talk: Conversation) -> None:
    asked(talk, GENERAL)
    assert "ответы на 7 вопросов" in talk.say("слово " * 4000)
    talk.press("Записать всё (7)")


def test_a_row_that_no_question_is_named_like_stays_with_its_segments(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    said = talk.say("Что\tСегмент 1. Пенсионеры\tСегмент 2. Семьи\nЯвка\tМФЦ\tТелефон")
    assert "МФЦ; Телефон" not in said


def test_what_was_typed_over_an_answer_outlives_an_edit_that_leaves_it_out(talk: Conversation) -> None:
    talk.begin().press("Заполнить одним сообщением")
    talk.send(Said("Орган: Минсоц\nТип клиента: граждане", message="5"))
    talk.press("Проверить по одному")
    talk.press("Не записывать")
    talk.say("Министерство труда области")
    assert "Министерство труда области" in talk.send(Edited("5", "Тип клиента: граждане"))


def test_who_writes_what_a_service_is_called_means_one_service(talk: Conversation) -> None:
    said = asked(
        talk, "Для кого: граждане\nПроцесс: получение услуги\nНазвание: Выдача сертификата на кресло-коляску"
    )
    assert "Процесс: Предоставление услуг (сервисов)" in said
    assert "Процесс: получение услуги" in said.partition("взято только то, что показано выше")[2]
    talk.press("Записать всё (4)")
    assert talk.draft.at(Path("granularity_service")) == Choice(Picked("single"))
    assert talk.draft.at(Path("entity_name")) == Text("Выдача сертификата на кресло-коляску")


def test_traits_say_by_themselves_which_criteria_are_meant(talk: Conversation) -> None:
    said = asked(
        talk,
        "Для кого: граждане\nСегмент 1\nНазвание: Пенсионеры из дальних сёл\n"
        "Географические признаки: сёла и посёлки\nЦифровые признаки: С помощью близких или специалистов",
    )
    assert "Не разобрал" not in said
    talk.press("Записать всё (5)")
    assert talk.draft.at(Path("segmentation_criteria", 0)) == Choices(
        (Picked("geographic"), Picked("digital"))
    )
    assert talk.draft.at(Path("segment_name", 0)) == Text("Пенсионеры из дальних сёл")


def test_a_name_is_kept_out_while_it_is_open_what_it_is_the_name_of(talk: Conversation) -> None:
    said = asked(talk, "Тип клиента: граждане\nНазвание: Выдача сертификата на кресло-коляску")
    assert "Название: Выдача сертификата" in said.partition("Не разобрал")[2]
    assert "Объект профиля: На одну услугу" in said + talk.say("Процесс: предоставление услуг")


def test_words_that_fit_several_options_or_deny_one_are_asked_about(talk: Conversation) -> None:
    for words in ("граждане и организации", "не граждане"):
        said = asked(talk.anew(), f"Орган: Министерство труда области\nТип клиента: {words}")
        assert f"Тип клиента: {words}" in said.partition("Нужно ваше решение")[2]


def test_where_no_list_is_on_screen_the_options_stand_in_the_sentence(talk: Conversation) -> None:
    said = asked(talk, "Процесс: не знаю какой\nТип клиента: граждане")
    assert "Выберите вариант из списка" not in said
    assert "Есть: «Предоставление услуг (сервисов)», «Меры" in said


def test_no_list_is_announced_when_everything_is_answered(talk: Conversation, examples: Examples) -> None:
    talk.begin().fill_like(examples[CITIZEN].draft)
    said = talk.say("заполнить одним сообщением")
    assert "Пришлите одним сообщением" in said
    assert not said.rstrip().endswith(":")


def test_a_word_of_a_label_is_too_little_to_have_further_questions_asked(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("target_audience_size", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    said = talk.say("Доля: 38\nПолучает | магазин | далеко")
    assert "Получает" in said.partition("Не разобрал")[2]
    assert "Дополнительные сведения" not in said


def test_short_names_of_questions_and_options_are_understood(talk: Conversation, examples: Examples) -> None:
    said = asked(
        talk,
        "Орган — Министерство труда Тульской области\nКлиент — физлица\nПроцесс — услуги\n"
        "Объект — одна услуга\nНазвание — Предоставление субсидии на оплату жилья\n"
        "Численность — 14 тыс. семей",
    )
    for line in ("Тип клиента: Граждане", "Объект профиля: На одну услугу", "Размер целевой аудитории: 14"):
        assert line in said


def test_what_is_named_twice_in_the_form_answers_what_is_still_open(
    talk: Conversation, examples: Examples
) -> None:
    talk.reach("segmentation_criteria@0", examples[CITIZEN].draft)
    talk.press("Заполнить одним сообщением")
    said = talk.say("Название: Сельские пенсионеры\nКак часто: раз в год\nУдовлетворённость: не измеряем")
    assert "Наименование сегмента: Сельские пенсионеры" in said
    assert "Частота взаимодействия: Раз в год" in said
    assert "Удовлетворённость: Не измеряется" in said
