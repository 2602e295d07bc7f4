"""Which questions of several people are one."""

from dialogs.team.same_question import same, telling

PREAMBLE = "Прошу разъяснить порядок назначения и выплаты " * 9


def test_what_says_the_same_in_another_order_is_one_question() -> None:
    assert same(telling("Какие нужны документы?"), telling("документы какие нужны"))
    assert not same(telling("Какие нужны документы?"), telling("Какие нужны сроки?"))


def test_long_texts_are_one_question_only_letter_by_letter() -> None:
    assert same(telling(PREAMBLE + "весной"), telling(PREAMBLE + "весной"))
    assert not same(telling(PREAMBLE + "весной"), telling(PREAMBLE + "осенью"))
