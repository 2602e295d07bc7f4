"""Which questions of several people are one."""

import pytest

from dialogs.team.same_question import same, what_is_asked

PREAMBLE = "Прошу разъяснить порядок назначения и выплаты " * 9


def test_what_says_the_same_in_another_order_is_one_question() -> None:
    assert same(what_is_asked("Какие нужны документы?"), what_is_asked("документы какие нужны"))
    assert not same(what_is_asked("Какие нужны документы?"), what_is_asked("Какие нужны сроки?"))


ONE = (
    ("рецепт борща для столовой ведомства", "Рецепт борща для столовых ведомств?!"),
    ("рецепт борща для столовой ведомства", "рицепт борща для сталовой ведомства"),
    (
        "когда сдавать отчёт о сегментах",
        "Добрый день! Подскажите, пожалуйста, когда сдавать отчет о сегментах?",
    ),
    ("когда сдавать отчёт о сегментах", "отчёт о сегментах когда сдавать"),
)
SEVERAL = (
    ("когда сдавать отчёт о сегментах", "кому сдавать отчёт о сегментах"),
    ("что делать, если профиль согласован", "что делать, если профиль не согласован"),
    ("нужна справка о доходах за 2023 год", "нужна справка о доходах за 2024 год"),
    ("какая форма отчёта для 10 сегментов услуги", "какая форма отчёта для 100 сегментов услуги"),
    ("пункт 3.1 методики", "пункт 3.2 методики"),
    ("приём документов в выходные дни через портал", "приём документов в выходные дни через почту"),
    ("входящая корреспонденция: порядок регистрации", "исходящая корреспонденция: порядок регистрации"),
    ("почему обязательно заполнять анкету", "почему необязательно заполнять анкету"),
    ("до подачи заявки", "после подачи заявки"),
    ("мы передаём отчёт министерству", "министерство передаёт отчёт нам"),
    ("приказ министра о назначении директора", "приказ директора о назначении министра"),
    ("клиент банка", "банк клиента"),
    ("срок ответа гражданину", "срок ответа гражданина"),
    ("кто утвердил профиль", "кто утвердит профиль"),
    ("переводим с русского на английский", "переводим с английского на русский"),
    ("площадь > 100", "площадь < 100"),
    ("температура -5", "температура 5"),
    ("???", "!!!"),
    (
        " ".join(f"слово{number}словообразование" for number in range(40)),
        " ".join(f"слово{number}словообразование" for number in range(1, 41)),
    ),
)


@pytest.mark.parametrize(("one", "other"), ONE)
def test_form_order_and_courtesies_make_no_other_question(one: str, other: str) -> None:
    assert same(what_is_asked(one), what_is_asked(other))


@pytest.mark.parametrize(("one", "other"), SEVERAL)
def test_any_word_that_may_tell_questions_apart_does(one: str, other: str) -> None:
    """Whoever joined the other's ticket would get an answer to another question."""
    assert not same(what_is_asked(one), what_is_asked(other))


def test_long_texts_are_one_question_only_letter_by_letter() -> None:
    assert same(what_is_asked(PREAMBLE + "весной"), what_is_asked(PREAMBLE + "весной"))
    assert not same(what_is_asked(PREAMBLE + "весной"), what_is_asked(PREAMBLE + "осенью"))
