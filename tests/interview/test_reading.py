"""Typed text becomes an answer, whatever people type."""

from datetime import date
from decimal import Decimal

import pytest

from dialogs.interview.answer_file import answers_as_file
from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Items,
    NoData,
    Number,
    Path,
    Picked,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.choosing import read_option, read_options
from dialogs.interview.definition import Form
from dialogs.interview.display import display
from dialogs.interview.file_values import answer_of
from dialogs.interview.typed_answers import Mistake, read_own_text, typed_answer
from dialogs.interview.view import View
from tests.interview.respondent import Respondent


def picked(answer: Answer | Mistake) -> list[str]:
    assert isinstance(answer, Choices), answer
    return [one.option for one in answer.value]


def test_a_text_is_put_on_one_line(person: Respondent) -> None:
    typed = "  Министерство\r\nсоциальной   политики\t области \n"
    assert person.says("organization_name", typed) == Text("Министерство социальной политики области")


def test_a_long_text_keeps_its_lines(person: Respondent) -> None:
    typed = "Граждане области:  \r\n\r\n\r\n\r\n- семьи\r- пенсионеры\u2028и другие"
    assert person.says("target_audience", typed) == Text(
        "Граждане области:\n\n- семьи\n- пенсионеры\nи другие"
    )


@pytest.mark.parametrize("typed", ["", "   ", "\n\n", "\u200b\u2060", "\x00\x07"])
def test_a_text_of_nothing_is_no_answer(person: Respondent, typed: str) -> None:
    assert person.hears("organization_name", typed) == (person.form.messages.empty,)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("48200", "48200"),
        ("48 200", "48200"),
        ("48\u00a0200", "48200"),
        ("1\u202f248\u202f200", "1248200"),
        ("+48200", "48200"),
        ("４８２００", "48200"),
        ("٤٨٢٠٠", "48200"),
        ("0012", "12"),
        ("48 200 чел.", "48200"),
        ("48200 человек", "48200"),
        ("48 тыс.", "48000"),
        ("ну 48 тыс.", "48000"),
        ("48,2 тыс. чел.", "48200"),
        ("14 тыс", "14000"),
        ("1 млн 200 тыс.", "1200000"),
        ("полмиллиона", "500000"),
        ("5к", "5000"),
        ("полторы тысячи", "1500"),
        ("сорок восемь тысяч двести", "48200"),
        ("Сто двадцать человек", "120"),
        ("тысяча", "1000"),
        ("пара сотен", "200"),
        ("три десятка семей", "30"),
        ("12 тысяч 5 сотен", "12500"),
        ("48 200 (сорок восемь тысяч двести) человек", "48200"),
        ("48 200 (48,2 тыс.)", "48200"),
        ("48200.", "48200"),
        ("«48 200»", "48200"),
        ("1.248.200", "1248200"),
        ("1,248,200", "1248200"),
        ("1'248'200", "1248200"),
        ("1,125 млн", "1125000"),
        ("итого 300", "300"),
    ],
)
def test_whole_numbers_are_read_as_people_type_them(person: Respondent, typed: str, value: str) -> None:
    assert person.says("target_audience_size", typed) == Number(Decimal(value))


@pytest.mark.parametrize(
    "typed",
    [
        "много",
        "тысячи семей",
        "1e9",
        "NaN",
        "inf",
        "48,5",
        "48.200",
        "48 20",
        "1 2",
        "²",
        "38 %",
        "48 200, но данные старые",
        "48 тыс. 300 тыс.",
        "два двадцать",
        "две тысячи двадцать пятый",
        "12 (тринадцать)",
        "48 тыс. руб.",
        "35 лет",
        "20-10",
        "от 10",
        "половина",
        "48 из 100",
        "0x1F",
        "-",
        "½",
        "1.000",
        "1,000",
        "1.000-2.000 человек",
        "10 т.",
        "10т",
        "10 т.р.",
        "3500 ежемесячно",
        "500 заявлений",
        "500 - не то",
        "500, но растёт",
        "10-12000",
        "500 (600)",
        "500\n600",
        "500\t600",
        "5000 к 2030",
        "5 к 3",
        "5 тыс. 3000",
        "2024 — 5000",
        "2024-2025",
        "5 января",
        "5 тч",
        "5 мн",
        "5 кг",
        "5 районов",
        "500 нет",
    ],
)
def test_what_is_no_whole_number_is_explained(person: Respondent, typed: str) -> None:
    assert person.hears("target_audience_size", typed) == (person.form.messages.not_whole_number,)


@pytest.mark.parametrize(
    ("field", "typed", "ends", "shown"),
    [
        ("target_audience_size", "10–15 тысяч", ("10000", "15000"), "10\u00a0000–15\u00a0000\u00a0чел."),
        (
            "target_audience_size",
            "10 - 15 тыс. чел.",
            ("10000", "15000"),
            "10\u00a0000–15\u00a0000\u00a0чел.",
        ),
        ("target_audience_size", "три-четыре тысячи", ("3000", "4000"), "3\u00a0000–4\u00a0000\u00a0чел."),
        ("target_audience_size", "от 900 до 1,2 тыс. семей", ("900", "1200"), "900–1\u00a0200\u00a0чел."),
        ("segment_share_percent", "10–15 %", ("10", "15"), "10–15\u00a0%"),
        ("segment_share_percent", "от 10 до 12,5 процентов", ("10", "12.5"), "10–12,5\u00a0%"),
    ],
)
def test_a_range_is_kept_as_a_range(
    person: Respondent, field: str, typed: str, ends: tuple[str, str], shown: str
) -> None:
    segment = 0 if person.form.field(field).scope == "segment" else None
    answer = person.says(field, typed, segment)
    assert answer == Number(Decimal(ends[0]), Decimal(ends[1]))
    view, path = View(person.form, person.draft), Path(field, segment)
    assert display(view, path) == (shown,)
    assert person.tries(field, typed_answer(view, path), segment) == answer


def test_the_size_of_a_segment_follows_from_ranges(person: Respondent) -> None:
    person.says("target_audience_size", "10–15 тысяч")
    person.says("segment_share_percent", "20–30 %", 0)
    assert display(View(person.form, person.draft), Path("segment_size", 0)) == (
        "2\u00a0000–4\u00a0500\u00a0чел.",
    )
    assert person.hears("segment_share_percent", "90–140", 0) == ("Доля — число от 0,1 до 100, без знака %.",)


@pytest.mark.parametrize(
    ("field", "typed", "shown"),
    [
        ("target_audience_size", "около 48 200", "около 48 200 чел."),
        ("target_audience_size", "~48200", "около 48 200 чел."),
        ("target_audience_size", "где-то 14 тысяч семей с детьми", "около 14 000 чел."),
        ("target_audience_size", "порядка 1,2 млн. граждан", "около 1 200 000 чел."),
        ("target_audience_size", "48 тысяч примерно", "около 48 000 чел."),
        ("target_audience_size", "примерно 10-20", "около 10–20 чел."),
        ("target_audience_size", "до 10 тысяч", "не более 10 000 чел."),
        ("target_audience_size", "где-то до 5", "не более 5 чел."),
        ("target_audience_size", "не больше 3 тысяч семей", "не более 3 000 чел."),
        ("target_audience_size", "300 человек максимум", "не более 300 чел."),
        ("target_audience_size", "свыше 10 тысяч", "более 10 000 чел."),
        ("target_audience_size", "более чем 14 000 юр. лиц", "более 14 000 чел."),
        ("target_audience_size", "> 500", "более 500 чел."),
        ("target_audience_size", "10 тысяч и более", "не менее 10 000 чел."),
        ("target_audience_size", "всего 300", "300 чел."),
        ("target_audience_size", "где то 1200-1300 человек в год", "около 1 200–1 300 чел."),
        ("target_audience_size", "тысяч сорок", "около 40 000 чел."),
        ("target_audience_size", "2 тысячи с лишним", "более 2 000 чел."),
        ("target_audience_size", "1200+", "не менее 1 200 чел."),
        ("target_audience_size", "миллиона два человек", "около 2 000 000 чел."),
        ("target_audience_size", "тысяч 40-50", "около 40 000–50 000 чел."),
        ("target_audience_size", "до тысячи", "не более 1 000 чел."),
        ("target_audience_size", "порядка сотни семей", "около 100 чел."),
        ("target_audience_size", "от силы 10", "не более 10 чел."),
        ("target_audience_size", "500 не точно", "около 500 чел."),
        ("target_audience_size", "думаю, 500", "около 500 чел."),
        ("target_audience_size", "десять — двенадцать тысяч", "10 000–12 000 чел."),
        ("segment_share_percent", "40 % от силы", "не более 40 %"),
        ("segment_share_percent", "40 плюс-минус", "около 40 %"),
        ("segment_share_percent", "Почти треть семей", "около 33 %"),
        ("segment_share_percent", "больше половины", "более 50 %"),
        ("segment_share_percent", "чуть больше половины получателей", "более 50 %"),
        ("segment_share_percent", "меньше трети", "менее 33 %"),
        ("segment_share_percent", "менее двух третей", "менее 67 %"),
        ("segment_share_percent", "не менее 40 %", "не менее 40 %"),
        ("segment_share_percent", "40 % и выше", "не менее 40 %"),
        ("segment_share_percent", "процентов тридцать, не больше", "не более 30 %"),
    ],
)
def test_a_number_that_is_no_exact_one_is_kept_as_said(
    person: Respondent, field: str, typed: str, shown: str
) -> None:
    segment = 0 if person.form.field(field).scope == "segment" else None
    answer = person.says(field, typed, segment)
    view, path = View(person.form, person.draft), Path(field, segment)
    assert [line.replace("\u00a0", " ") for line in display(view, path)] == [shown]
    assert person.tries(field, typed_answer(view, path), segment) == answer
    written = answers_as_file(person.form, person.draft)
    value = written["report"][field] if segment is None else written["segments"][0][field]
    assert answer_of(person.form, person.form.field(field), value) == answer


@pytest.mark.parametrize(
    "typed",
    [
        "больше половины, но меньше двух третей",
        "не менее до 40 %",
        "более 10–15 %",
        "40 % больше",
        "большинство",
        "50/50",
        "30/70",
        "треть и четверть",
    ],
)
def test_limits_that_are_not_clear_are_asked_about(person: Respondent, typed: str) -> None:
    assert person.hears("segment_share_percent", typed, 0) == (person.form.messages.not_number,)


@pytest.mark.parametrize(
    ("whole", "share", "follows"),
    [
        ("10 000", "больше половины", ("более 5 000 чел.",)),
        ("около 10 000", "30", ("около 3 000 чел.",)),
        ("около 10 000", "не менее 30 %", ("не менее 3 000 чел.",)),
        ("не более 10 000", "более 30 %", ()),
        ("10–15 тысяч", "более 30 %", ()),
    ],
)
def test_what_follows_from_limited_numbers_is_limited_too(
    person: Respondent, whole: str, share: str, follows: tuple[str, ...]
) -> None:
    person.says("target_audience_size", whole)
    person.says("segment_share_percent", share, 0)
    shown = display(View(person.form, person.draft), Path("segment_size", 0))
    assert tuple(line.replace("\u00a0", " ") for line in shown) == follows


def test_more_than_all_is_no_share(person: Respondent) -> None:
    said = ("Доля — число от 0,1 до 100, без знака %.",)
    assert person.hears("segment_share_percent", "более 100 %", 0) == said


def test_a_number_of_people_is_no_share(person: Respondent) -> None:
    assert person.hears("segment_share_percent", "15 человек", 0) == (person.form.messages.not_number,)


def test_a_number_of_forty_digits_is_too_long(person: Respondent) -> None:
    assert "15" in person.hears("target_audience_size", "9" * 40)[0]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("38 %", "38"),
        ("38,5", "38.5"),
        ("38.50%", "38.5"),
        ("38 процентов", "38"),
        ("100", "100"),
        ("9 проц.", "9"),
        ("9 проц", "9"),
        ("девять процентов", "9"),
        ("две трети", "67"),
        ("каждый пятый", "20"),
        ("пятая часть", "20"),
        ("2/3", "66.67"),
        ("9 из 10", "90"),
        ("2 из 3 семей", "66.67"),
        ("400 человек из 1000", "40"),
        ("40 % (400 чел. из 1000)", "40"),
    ],
)
def test_percentages_are_read_as_people_type_them(person: Respondent, typed: str, value: str) -> None:
    answer = person.says("segment_share_percent", typed, 0)
    assert answer == Number(Decimal(value))
    assert "E" not in str(answer.value)


def test_a_share_over_100_is_explained(person: Respondent) -> None:
    assert person.hears("segment_share_percent", "140", 0) == ("Доля — число от 0,1 до 100, без знака %.",)
    assert person.hears("segment_share_percent", "-5", 0) == ("Доля — число от 0,1 до 100, без знака %.",)
    assert "двух цифр" in person.hears("segment_share_percent", "38,123", 0)[0]


@pytest.mark.parametrize(
    "typed",
    [
        "22.11.2026",
        "2026-11-22",
        "22 ноября 2026",
        "22 Ноября 2026 г.",
        "22/11/2026",
        "22.11.26",
        "22 нояб. 2026",
        "22-го ноября 2026",
        "«22» ноября 2026 г.",
        "22 ноябрь 2026",
        "22. 11. 2026",
        "22 11 2026",
        "22,11,2026",
        "２２．１１．２０２６",
    ],
)
def test_dates_are_read_as_people_type_them(person: Respondent, typed: str) -> None:
    assert person.says("profile_date", typed) == Day(date(2026, 11, 22))


@pytest.mark.parametrize("typed", ["31.02.2026", "завтра", "22-11-26", "2026", "22 но 2026"])
def test_what_is_no_date_is_explained(person: Respondent, typed: str) -> None:
    assert person.hears("profile_date", typed) == (person.form.messages.not_date,)


def test_a_date_in_the_future_is_refused(person: Respondent) -> None:
    assert person.hears("profile_date", "23.11.2026") == ("Дата составления не может быть в будущем.",)


@pytest.mark.parametrize("typed", ["2", "2.", "Бизнес", "бизнес.", "БИЗН", "бизнис"])
def test_one_option_by_number_label_beginning_or_near_miss(person: Respondent, typed: str) -> None:
    assert person.says("client_type", typed) == Choice(Picked("business"))


@pytest.mark.parametrize(
    ("typed", "option"),
    [("услуга", "services"), ("мера поддержки", "support"), ("жизненные ситуации", "life_situation")],
)
def test_an_option_by_other_forms_of_its_words(person: Respondent, typed: str, option: str) -> None:
    assert person.says("process_type", typed) == Choice(Picked(option))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("contact_frequency", "чаще раза в год"),
        ("contact_frequency", "несколько раз в месяц"),
        ("contact_frequency", "несколько раз в неделю"),
        ("contact_frequency", "не каждый месяц"),
        ("trait_business_age", "больше года"),
        ("trait_business_age", "10 лет и меньше"),
        ("trait_business_age", "от 3 до 5 лет"),
        ("trait_tenure", "3 года"),
        ("client_type", "не бизнес"),
        ("client_type", "граждане и"),
        ("granularity_service", "не на одну услугу"),
        ("granularity_service", "услуга"),
        ("contact_frequency", "раз в два месяца"),
        ("contact_frequency", "один раз"),
        ("contact_frequency", "1 раз в день"),
        ("contact_frequency", "не ежедневно"),
        ("trait_business_age", "10 лет"),
        ("trait_business_age", "1 год"),
        ("trait_business_age", "до 10 лет"),
        ("trait_tenure", "не более 5 лет"),
        ("client_type", "не только граждане"),
        ("client_type", "граждане и ИП"),
        ("client_type", "1 — бизнес"),
        ("client_type", "иностранные граждане"),
        ("granularity_conditions", "в основном да"),
        ("granularity_conditions", "верно не всё"),
        ("process_type", "соцподдержка"),
        ("trait_digital", "интернетом непользуются"),
        ("channels", "портал"),
        ("channels", "чат"),
        ("channels", "МФЦ, чаще всего телефон"),
        ("contact_frequency", "раз"),
        ("study_methods", "мнение сотрудников"),
        ("trait_digital", "пользуются"),
        ("trait_digital", "онлайн"),
        ("trait_experience", "обращались"),
        ("trait_experience", "проверяются"),
        ("trait_legal_form", "статус ИП"),
        ("trait_work_format", "в здании"),
        ("trait_work_format", "форма"),
        ("channels", "почта"),
        ("channels", "приложение"),
        ("channels", "личный кабинет"),
        ("channels", "раз"),
        ("channels", "или"),
        ("channels", "очно"),
        ("proactive_omnichannel", "предоставлять без согласия"),
        ("proactive_omnichannel", "без согласия"),
        ("trait_legal_form", "без ИП"),
        ("trait_work_format", "другое"),
        ("trait_digital", "сами"),
        ("trait_experience", "взаимодействуют"),
        ("granularity_conditions", "что-то"),
        ("granularity_conditions", "нверно"),
        ("more_details", "на надо"),
        ("more_details", "на нужно"),
    ],
)
def test_what_is_like_an_option_but_says_something_else_is_never_taken_for_it(
    form: Form, field: str, typed: str
) -> None:
    assert isinstance(read_option(form, form.field(field).options, typed), str)


def test_an_adjective_is_not_its_adverb(form: Form) -> None:
    options = tuple(o for o in form.field("channels").options if "internal" in o.available_for)
    asked = read_option(form, options, "личный кабинет")
    assert isinstance(asked, str)
    assert "«Лично, в кабинете»" in asked


@pytest.mark.parametrize(
    "typed", ["12/2024", "2023/2024", "половина процента", "одна десятая процента", "все остальные"]
)
def test_what_is_no_share_of_the_whole_is_asked_about(person: Respondent, typed: str) -> None:
    assert person.hears("segment_share_percent", typed, 1) == (person.form.messages.not_number,)


@pytest.mark.parametrize(
    ("field", "typed", "label"),
    [
        ("contact_frequency", "каждая неделя", "Каждую неделю"),
        ("contact_frequency", "кажый месяц", "Каждый месяц"),
        ("trait_business_age", "10 лет и болше", "10 лет и больше"),
        ("client_type", "внутренний клиент", "Наши сотрудники (внутренний клиент)"),
        ("client_type", "бизнес и граждане", "И граждане, и бизнес"),
        ("process_type", "контроль и надзор", "Контроль (надзор)"),
        ("channels", "чатбот", "Чат-бот"),
        ("channels", "через МФЦ", "МФЦ"),
        ("client_type", "для граждан", "Граждане"),
        ("granularity_service", "на одну улугу", "На одну услугу"),
        ("granularity_conditions", "нет", "Нет, что-то различается"),
        ("more_details", "без них", "Нет, без них"),
        ("trait_risk_category", "высокий", "Высокий риск"),
        ("trait_experience", "регулярно", "Взаимодействуют регулярно"),
        ("trait_geographic", "област", "Областной (краевой, республиканский) центр"),
        ("trait_legal_form", "АО", "АО, ПАО"),
        ("channels", "горячей линии", "Колл-центр, горячая линия"),
        ("study_methods", "фокус группы", "Фокус-группа"),
        ("trait_geographic", "из другого региона", "Другой регион"),
    ],
)
def test_an_option_is_known_by_its_words_misspelt_joined_or_in_brackets(
    form: Form, field: str, typed: str, label: str
) -> None:
    options = form.field(field).options
    picked = read_option(form, options, typed)
    assert isinstance(picked, Picked)
    assert next(option.label for option in options if option.id == picked.option) == label


@pytest.mark.parametrize(
    ("field", "typed", "option"),
    [
        ("client_type", "физлица", "citizen"),
        ("client_type", "юридическим лицам", "business"),
        ("client_type", "физлица и юрлица", "citizen_and_business"),
        ("contact_frequency", "ежедневно", "daily"),
        ("contact_frequency", "каждый день", "daily"),
        ("contact_frequency", "1 раз в год", "yearly"),
        ("trait_business_age", "не менее 10 лет", "gt10"),
        ("trait_work_format", "удалённо", "remote"),
        ("trait_legal_form", "индивидуальные предприниматели", "ip"),
        ("channels", "РПГУ", "regional_portal"),
        ("process_type", "КНД", "control"),
    ],
)
def test_an_option_has_other_names(form: Form, field: str, typed: str, option: str) -> None:
    assert read_option(form, form.field(field).options, typed) == Picked(option)


@pytest.mark.parametrize(
    "typed",
    ["№ 2", "2-й", "2й", "вариант 2", "2 вариант", "п. 2", "второй", "второе", "2 — бизнес", "2) Бизнес"],
)
def test_an_option_has_a_number(form: Form, typed: str) -> None:
    assert read_option(form, form.field("client_type").options, typed) == Picked("business")


@pytest.mark.parametrize(
    "typed",
    ["наверное, бизнес", "только бизнес", "Бизнес, конечно", "это бизнес", "пусть будет 2", "думаю, бизнес"],
)
def test_a_hedge_changes_no_choice(form: Form, typed: str) -> None:
    assert read_option(form, form.field("client_type").options, typed) == Picked("business")


@pytest.mark.parametrize("typed", [",bpytc", "biznes"])
def test_an_option_in_other_letters_is_that_option(form: Form, typed: str) -> None:
    assert read_option(form, form.field("client_type").options, typed) == Picked("business")


def test_an_unknown_an_ambiguous_and_a_second_option_are_explained(official: Respondent) -> None:
    assert "«оба»" in official.hears("client_type", "оба")[0]
    assert "«Электронная почта», «Почта России»" in official.hears("channels", "почта", 0)[0]
    assert official.hears("client_type", "1, 2") == (official.form.messages.one_option_only,)
    assert "«99»" in official.hears("client_type", "99")[0]


def test_many_options_keep_their_order_and_stand_once(official: Respondent) -> None:
    typed = "МФЦ, через родственника, соцработника; Телефон\nмфц, почта россии"
    assert picked(official.says("channels", typed, 0)) == ["mfc", "helper", "phone", "post"]
    assert picked(official.says("channels", "3, 1 5", 0)) == ["mfc", "epgu", "phone"]
    assert picked(official.says("channels", "3.\n1)\n5", 0)) == ["mfc", "epgu", "phone"]
    assert picked(official.says("channels", "1. МФЦ\n2) Телефон\n- Сайт органа", 0)) == [
        "mfc",
        "phone",
        "agency_site",
    ]


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("первое и третье", ["epgu", "mfc"]),
        ("со 2 по 4", ["regional_portal", "mfc", "office_visit"]),
        ("1-я и МФЦ", ["epgu", "mfc"]),
        ("пункты 1 и 3", ["epgu", "mfc"]),
        ("１，３", ["epgu", "mfc"]),
        ("мфц/телефон + сайт", ["mfc", "phone", "agency_site"]),
        ("1) МФЦ 2) Телефон", ["mfc", "phone"]),
        ("наверное, МФЦ и телефон", ["mfc", "phone"]),
    ],
)
def test_several_options_are_named_in_many_ways(official: Respondent, typed: str, options: list[str]) -> None:
    assert picked(official.says("channels", typed, 0)) == options


@pytest.mark.parametrize(
    "typed", ["2-4-6", "1, 2, но не 3", "МФЦ, телефон чаще всего", "МФЦ, только не телефон"]
)
def test_several_options_of_which_one_is_doubtful_are_asked_about(official: Respondent, typed: str) -> None:
    assert isinstance(official.tries("channels", typed, 0), Mistake)


@pytest.mark.parametrize("typed", ["все, кроме 4", "всё кроме крупных"])
def test_all_but_one_are_the_others(person: Respondent, form: Form, typed: str) -> None:
    options = tuple(option for option in form.field("trait_business_size").options if not option.retired)
    assert read_options(form, options, typed) == tuple(map(Picked, ("micro", "small", "medium")))


def test_separators_alone_choose_nothing(person: Respondent) -> None:
    assert person.hears("channels", " ; ", 0) == (person.form.messages.empty,)


def test_own_words_for_another_option(official: Respondent) -> None:
    answer = official.says("channels", "Телефон, Другое: голубь, записка; всё", 0)
    assert answer == Choices((Picked("phone"), Picked("other", "голубь, записка; всё")))
    assert "двоеточия" in official.hears("channels", "Другое", 0)[0]
    assert "300" in official.hears("channels", "Другое: " + "я" * 301, 0)[0]


@pytest.mark.parametrize("typed", ["Другое — сельсовет", "другое (сельсовет)", "прочее: сельсовет"])
def test_own_words_stand_behind_any_mark(official: Respondent, typed: str) -> None:
    assert official.says("channels", typed, 0) == Choices((Picked("other", "сельсовет"),))


def test_own_words_after_pressing_another_option(official: Respondent) -> None:
    path = Path("channels", 0)
    assert read_own_text(official.form, path, "other", " Голубиная\nпочта ") == Picked(
        "other", "Голубиная почта"
    )
    assert isinstance(read_own_text(official.form, path, "other", "  "), Mistake)


def test_options_of_another_client_type_are_not_offered(official: Respondent) -> None:
    assert isinstance(official.tries("channels", "Система заявок", 0), Mistake)


def test_a_list_has_one_item_a_line(person: Respondent) -> None:
    typed = "1. Первая потребность\n\n2) Вторая\n— Третья\n• Четвёртая\n65–85 лет\n2026 год"
    assert person.says("needs", typed, 0) == Items(
        ("Первая потребность", "Вторая", "Третья", "Четвёртая", "65–85 лет", "2026 год")
    )


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("Рождение ребёнка; потеря работы", ("Рождение ребёнка", "потеря работы")),
        ("1) Рождение ребёнка 2) потеря работы", ("Рождение ребёнка", "потеря работы")),
        ("- Рождение ребёнка; потеря работы", ("Рождение ребёнка; потеря работы",)),
        ("Ждут 2. недели", ("Ждут 2. недели",)),
    ],
)
def test_a_list_on_one_line_is_parted(person: Respondent, typed: str, items: tuple[str, ...]) -> None:
    assert person.says("life_situations", typed, 0) == Items(items)


def test_a_table_has_one_row_a_line(person: Respondent) -> None:
    typed = "1. Узнаёт о субсидии | Дома | Случайно\nЕдет\tМФЦ\nЖдёт ¦ Телефон\n| Получает | Банк |\nПлатит"
    assert person.says("journey_steps", typed, 0) == Rows(
        (
            {"step": "Узнаёт о субсидии", "place": "Дома", "difficulty": "Случайно"},
            {"step": "Едет", "place": "МФЦ", "difficulty": ""},
            {"step": "Ждёт", "place": "Телефон", "difficulty": ""},
            {"step": "Получает", "place": "Банк", "difficulty": ""},
            {"step": "Платит", "place": "", "difficulty": ""},
        )
    )


def test_too_many_cells_and_an_empty_required_cell_are_explained(person: Respondent) -> None:
    assert "В строке 2 ячеек 4" in person.hears("journey_steps", "а\nа|б|в|г", 0)[0]
    assert "Опишите шаг" in person.hears("journey_steps", "Узнаёт\nЖдёт ответа\n| Дома |\n", 0)[0]


def test_no_data_and_skipping_where_the_question_allows_them(person: Respondent) -> None:
    assert person.says("satisfaction", "не измеряется", 0) == NoData()
    assert person.says("segment_share_percent", "Нет данных", 0) == NoData()
    assert person.says("target_audience_size", "пропустить") == Skipped()
    assert person.says("made_in", "нет") == person.says("approver", "Не нужен.") == Skipped()
    assert person.tries("segment_name", "нет", 0) == Text("нет")
    assert person.tries("segment_name", "Нет данных", 0) == Text("Нет данных")
    assert person.tries("segment_name", "Пропустить", 0) == Text("Пропустить")


def test_a_book_is_refused_with_its_length(person: Respondent) -> None:
    message = person.hears("needs", "я" * 100_000, 0)[0]
    assert "100000" in message
    assert "20000" in message


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Семьи\x00 с\x07 детьми", "Семьи с детьми"),
        ("Семьи\ud800 с детьми", "Семьи с детьми"),
        ("Семьи \u202eс детьми\u202c", "Семьи с детьми"),
        ("Семьи\u200b с де\u00adтьми\ufeff", "Семьи с детьми"),
        ("Молодеж\u0438\u0306", "Молодежй"),
        ("Семьи 👨‍👩‍👧 в сёлах 🚜", "Семьи 👨‍👩‍👧 в сёлах 🚜"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ 7*7 }} {segment_name} %s", "{{ 7*7 }} {segment_name} %s"),
        ("משפחות בכפר", "משפחות בכפר"),
        ("Семьи\ufffe с\U0001ffff детьми", "Семьи с детьми"),
    ],
)
def test_hostile_text_is_cleaned_and_otherwise_kept(person: Respondent, typed: str, kept: str) -> None:
    assert person.says("segment_name", typed, 0) == Text(kept)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("target_audience_size", "10–15 тысяч"),
        ("segment_name", "Одинокие пенсионеры из сёл"),
        ("target_audience", "Граждане\n\nи семьи"),
        ("segment_share_percent", "38,25"),
        ("target_audience_size", "48 200"),
        ("profile_date", "1 января 2026"),
        ("channels", "Другое: голубь, 3; записка\nТелефон"),
        ("trait_geographic", "1, другое: острова"),
        ("needs", "- - тире в начале\n1. Мне нужно\n2. 3) цифра"),
        ("journey_steps", "| | место | |\nшаг \\| два | | мешает\n- - тире"),
        ("satisfaction", "Не измеряется"),
        ("expectations", "пропустить"),
        ("needs", "- ---\n- №"),
        ("needs", '- "первая\n- вторая"'),
        ("journey_steps", "| Подаёт; ждёт | |\n| Едет — долго |"),
        ("journey_steps", "| 1 | МФЦ |\n| 2 | Дома |\n"),
        ("journey_steps", "1 | 1 | МФЦ |\n2 | 2 | Дома |\n"),
        ("journey_steps", "| Шаг | Где | Барьер |\n| Шаг | Где | Барьер |"),
        ("journey_steps", '"Подаёт\nзаявление"\tМФЦ\t\n"""Едет"" домой"\tДома'),
    ],
)
def test_what_was_typed_can_be_typed_again(official: Respondent, field: str, typed: str) -> None:
    segment = 0 if official.form.field(field).scope == "segment" else None
    answer = official.says(field, typed, segment)
    again = typed_answer(View(official.form, official.draft), Path(field, segment))
    assert official.tries(field, again, segment) == answer
