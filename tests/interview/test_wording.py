"""Wordings: what remarks recognise by base forms, parts of speech and classes of words, and how their author
is told of a mistake."""

from pathlib import Path

import pytest

from dialogs.interview.wording import SHIPPED_WORDING, read_wordings, shipped_wordings
from knowledge.authored import ContentError

SMALL = """\
tags: {им: nomn, сущ: NOUN, гл: VERB, цифра: NUMB}
classes:
  клиент: [заявитель, "физическое лицо"]
  воля: [хотеть, желать]
wordings:
  unwilling:
    - any: ["@клиент/им ~2 не @воля"]
      unless: ["/цифра"]
  ends_waiting:
    - any: ["ждать $"]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "wording.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_class_holds_its_words_in_every_form(tmp_path: Path) -> None:
    wordings = read_wordings(written(tmp_path, SMALL))
    assert wordings.found("unwilling", "Все заявители уже не хотели ждать.") == ("заявители уже не хотели",)
    assert wordings.found("unwilling", "Физические лица не желают приходить")


def test_case_position_and_data_excuse(tmp_path: Path) -> None:
    wordings = read_wordings(written(tmp_path, SMALL))
    assert not wordings.found("unwilling", "Заявителям не желают отвечать")
    assert not wordings.found("unwilling", "Заявители не хотят ждать: 12 %")
    assert not wordings.found("unwilling", "Заявители пришли, и никто не хотел ждать")
    assert wordings.found("ends_waiting", "Сдаёт справку и ждёт.") == ("ждёт",)
    assert not wordings.found("ends_waiting", "Ждёт и получает ответ")


KINDS = """\
tags: {им: nomn, сущ: NOUN, одуш: anim, аббр: CAPS, нар: ADVB}
classes:
  человек: [/сущ/одуш, "!@служащий", бизнес]
  служащий: [инспектор]
  орган: [/аббр, "!смс", "!инн", "*надзор"]
  куда: ["@орган", портал]
  отвлечённое: [халатный, хамк*]
wordings:
  person: [{any: ["@человек/им"]}]
  agency: [{any: ["@орган"]}]
  place: [{any: ["@куда"]}]
  careless: [{any: ["@отвлечённое"]}]
"""


@pytest.mark.parametrize(
    ("name", "fires", "silent"),
    [
        ("person", ["Экспортёры ждут", "Бизнес ждёт"], ["Инспектор ждёт", "Груз ждёт", "Идёт к соседям"]),
        ("agency", ["Едет в ГИМС", "Пишет в стройнадзор"], ["Получает СМС", "Вводит ИНН", "Едет домой"]),
        ("place", ["Едет в ГИМС", "Заходит на портал"], ["Получает СМС"]),
        (
            "careless",
            ["Халатны и грубы", "Относятся халатно", "Халатность на складе", "Хамка на складе"],
            ["Халат на складе"],
        ),
    ],
)
def test_a_class_may_be_a_kind_of_words(
    tmp_path: Path, name: str, fires: list[str], silent: list[str]
) -> None:
    wordings = read_wordings(written(tmp_path, KINDS))
    assert all(wordings.found(name, text) for text in fires)
    assert not any(wordings.found(name, text) for text in silent)


def test_the_words_of_a_text_are_quoted_whatever_stands_around_them(tmp_path: Path) -> None:
    wordings = read_wordings(written(tmp_path, SMALL))
    assert wordings.found("unwilling", "(<Заявитель> 😀, а заявитель-то не   хочет)") == (
        "заявитель-то не   хочет",
    )
    assert not wordings.found("unwilling", "")


@pytest.mark.parametrize("text", ["не " * 1300, "заявители и " * 330, "быстро, удобно, " * 250, "(" * 4000])
def test_a_long_text_is_read_to_its_end(text: str) -> None:
    for name in shipped_wordings().names:
        shipped_wordings().found(name, text)


@pytest.mark.parametrize(
    ("was", "instead", "told"),
    [
        ("[хотеть, желать]", "[хотеть, желают]", '"желают" is not the base form of a word (write "желать"'),
        ("не @воля", "не @волья", 'unknown class "волья" (did you mean "воля"?)'),
        ("[заявитель,", "[/сущь,", 'unknown tag "сущь" (did you mean "сущ"?)'),
        ("[заявитель,", "['!@волья',", 'unknown class "волья" (did you mean "воля"?)'),
        ("@клиент/им", "@клиент/имя", 'unknown tag "имя" (did you mean "им"?)'),
        ("ждать $", "", "a pattern is empty"),
        ("ждать $", "ждать ?*!", "is no element of a pattern"),
    ],
)
def test_a_mistake_of_the_author_is_told_with_its_line(
    tmp_path: Path, was: str, instead: str, told: str
) -> None:
    with pytest.raises(ContentError) as refused:
        read_wordings(written(tmp_path, SMALL.replace(was, instead)))
    (problem,) = refused.value.problems
    assert problem.line == SMALL[: SMALL.index(was)].count("\n") + 1
    assert told in str(problem)


def test_the_shipped_wordings_are_sound() -> None:
    assert not [*read_wordings(SHIPPED_WORDING).problems(base_forms=True)]


@pytest.mark.parametrize(
    ("name", "fires", "silent"),
    [
        ("client_label", "Хамоватые посетители ругаются", "Грубая ошибка в расчёте: сумма вдвое меньше"),
        ("client_label", "Наши получатели не стремятся разобраться", "Не хотят ехать 62 % опрошенных"),
        ("starts_with_request", "Распечатывает бланк дома", "Слышит от соседки о новой выплате"),
        ("ends_without_result", "Отвозит бумаги и ждёт", "Дождался решения и получил деньги"),
        ("agency_step", "Регистратор вносит сведения", "Отдаёт сведения регистратору"),
        ("need_as_solution", "Нужен виртуальный ассистент", "Мне нужна карта прививок ребёнка"),
        ("vague_proposal", "Повышать уровень информированности", "Позвонить каждому за два дня до срока"),
        ("procedure", "Переоформление патента", "Переоформление патента сорвалось из-за болезни"),
        ("procedure", "Межевание участка", "Выселение из общежития"),
        ("client_conduct", "Рекламщики вешают вывески где попало", "Рекламщики ждут согласования 40 дней"),
        ("client_conduct", "Соседи интригуют", "Соседи не слышат объявления"),
        ("client_label", "Упрямо несут старые бланки", "Упрямая форма не принимает букву ё"),
        ("client_label", "Хамство", "Хамство оператора: 14 жалоб за год"),
        ("client_label", "Жители посёлка несознательные", "Жители посёлка, от которого до центра 40 км"),
        ("client_label", "У подрядчиков нет чувства меры", "У подрядчиков нет карты сетей"),
        ("client_label", "Хозяева экономят на охране", "Клиенты часто ошибаются в форме"),
        (
            "need_as_task",
            "Пересмотреть порядок, чтобы жители не ждали",
            "Сменить врача, чтобы не ездить в район",
        ),
        ("vague_proposal", "Создать комфортную среду для заявителей", "Организовать автобус до МФЦ в среду"),
        ("vague_proposal", "Держать сроки на контроле", "Держать в каждом отделе запасной картридж"),
        ("vague_proposal", "Исключить случаи грубости", "Исключить из формы вопрос о составе семьи"),
        ("starts_with_request", "Подписывает заявление", "Подписывает договор аренды помещения"),
        ("agency_step", "Заявка согласуется бухгалтерией", "Предприниматель регистрируется на портале"),
        ("agency_step", "Приставы описывают имущество и увозят их", "Приставы звонят им и просят о встрече"),
        ("agency_step", "Сведения подтягиваются из базы", "Сведения теряются на почте"),
        ("agency_step", "Пакет возвращается без рассмотрения", "Ходатайство пишется от руки"),
        ("need_as_solution", "Хочу получать отказ на почту", "Хочу получать пособие на почте"),
        ("need_as_solution", "Нужна единая папка образцов", "Нужна единая цена на сено"),
        (
            "need_as_solution",
            "Нужна таблица взносов по объектам",
            "Нужна таблица над столом, чтобы не щуриться",
        ),
        (
            "need_as_solution",
            "Нужна справка в электронном виде",
            "Нужна справка до отъезда, чтобы снять жильё",
        ),
        ("need_as_solution", "Нужна оплата по ссылке, выдача на дому", "Нужна оплата сверхурочных к отпуску"),
        ("need_as_solution", "Нужен сурдопедагог в зале приёма", "Нужен сурдопедагог для сына"),
        (
            "need_as_task",
            "Мне нужно собрать анкеты, чтобы выполнить госпрограмму",
            "Мне нужно собрать анкеты, чтобы выполнить план курсовой",
        ),
        ("procedure", "Получаем грант на теплицу", "Получил пощёчину от начальника"),
        ("procedure", "Встали в очередь на участок", "Встали в пробке с рассадой"),
        ("procedure", "Проходим техосмотр", "Проходим мимо цеха и чувствуем запах газа"),
        ("procedure", "Заключение охотхозяйственного соглашения", "Заключение договора с новым поставщиком"),
        ("ends_without_result", "Сдаёт папку и уходит", "Забирает папку и уходит к нотариусу"),
        ("ends_without_result", "Жалоба отправлена", "Жалоба отправлена, долг списали и вернули"),
        ("agency_step", "Запрашиваются сведения у пристава", "Спрашивает кассира, кто теперь визирует"),
        ("agency_step", "Резолюция у директора", "Объяснение у директора он пишет сам"),
        ("client_label", "Ошибаются по небрежности", "Ошибаются по вине формы: поле обрезает дробь"),
        ("client_label", "Не считают нужным отвечать", "Не считают дни: срок в решении не назван"),
        ("no_figure", "Высокие расходы на экспертизу", "Расходы на экспертизу — 40 тысяч рублей"),
        ("everybody", "Все граждане страны", "Все держатели охотничьих билетов области"),
        ("agency_step", "Педиатр оформляет карту", "Казначей школы сверяет счета с казначейством"),
        ("need_as_solution", "Помогла бы памятка о сроках", "Нужен кабинет без сквозняка, чтобы не болеть"),
        (
            "need_as_solution",
            "Хочу видеть баллы в приложении",
            "Нужен переводчик в больнице, чтобы понять врача",
        ),
        ("need_as_solution", "Хочется, чтобы появился чат", "Нужен кабинет ортопеда поближе к дому"),
        ("procedure", "Продлевают разрешение на отстрел", "Продлевают аренду уже в третий раз"),
        ("procedure", "Подача заявления об отпуске", "Окончание аренды мастерской"),
        ("everybody", "Широкий круг лиц", "Пасечники, у которых больше десяти ульев"),
    ],
)
def test_a_wording_is_told_by_its_words_and_their_positions(name: str, fires: str, silent: str) -> None:
    assert shipped_wordings().found(name, fires)
    assert not shipped_wordings().found(name, silent)


@pytest.mark.parametrize(
    ("wording", "flawed", "flawless"),
    [
        (
            "client_label",
            "Заполняют наугад, потому что инструкцию смотреть не хотят",
            "Заполняют наугад, потому что инструкции на русском нет",
        ),
        (
            "client_label",
            "Жильцам удобнее поскандалить, чем дочитать объявление",
            "Жильцам удобнее приехать, чем дозвониться: линия занята 40 минут",
        ),
        (
            "client_label",
            "Поставщики не удосуживаются открыть письмо",
            "Поставщики открывают письмо на второй день",
        ),
        (
            "need_as_task",
            "Чтобы перевозчики своевременно отчитывались",
            "Чтобы ребёнок успел на занятия до начала смены",
        ),
        ("need_as_task", "Недопущение просрочки отчётности", "Не платить пени за просрочку отчётности"),
        (
            "need_as_solution",
            "Нам нужно, чтобы за объектом закрепили инспектора",
            "Нам нужно, чтобы инспектор приехал до отгрузки",
        ),
        (
            "ends_without_result",
            "Заходит вечером в личный кабинет узнать статус",
            "Заходит в новую квартиру с ребёнком",
        ),
        ("client_label", "Сиделки не умеют кормить через зонд", "Соседка не умеет кормить через зонд"),
        # Whoever asks for a thing in order to turn to the authority names a way, not a result.
        (
            "need_as_solution",
            "Мне нужна отдельная дверь для пациентов, чтобы не стоять в коридоре",
            "Мне нужна инвалидная коляска, чтобы выходить из дома",
        ),
        (
            "need_as_solution",
            "Мне нужен лифт возле окна приёма, чтобы подняться с коляской",
            "Мне нужен лифт в моём доме, чтобы выходить с коляской",
        ),
        (
            "need_as_solution",
            "Нужно, чтобы график дежурств висел на вахте, чтобы не искать сторожа",
            "Нужно, чтобы сын лежал в палате с матерью, чтобы он не плакал",
        ),
        (
            "need_as_solution",
            "Нам нужна сводная таблица замечаний, чтобы не терять письма",
            "Нам нужна единая ставка за свет, чтобы рассчитать смету",
        ),
        ("starts_with_request", "Набирает 122", "Видит, что номер 122 занят"),
        ("vague_expectation", "Тихие и уютные палаты", "Тихий час с 14 до 16"),
        (
            "need_as_task",
            "Организовать контроль за дорогами, чтобы не было пожаров",
            "Наладить контроль своего давления, чтобы не попасть в больницу",
        ),
        (
            "need_as_task",
            "Повысить квалификацию сотрудников, чтобы меньше было ошибок",
            "Повысить квалификацию, чтобы перейти в старшие воспитатели",
        ),
        (
            "starts_with_request",
            "Записывается к врачу по телефону",
            "Замечает боль и решает пойти к врачу",
        ),
        ("agency_step", "Проект проходит согласование в двух отделах", "Проходит осмотр у двух врачей"),
        ("no_figure", "Большие очереди по утрам", "Очередь по утрам — 40 человек"),
        ("no_figure", "Неудобное расписание приёма", "Анкету нельзя отложить и дописать позже"),
        ("vague_expectation", "Чтобы к жильцам прислушивались", "Чтобы протокол повесили в подъезде"),
        ("everybody", "Каждый, кто сталкивается с темой опеки", "Опекуны детей до 14 лет"),
        ("vague_expectation", "Чтобы нас уважали", "Чтобы перезвонили в тот же день"),
    ],
)
def test_kinds_of_flaws_are_told_from_facts(wording: str, flawed: str, flawless: str) -> None:
    assert shipped_wordings().found(wording, flawed)
    assert not shipped_wordings().found(wording, flawless)
