"""Rich text as HTML in parts, and buttons as rows: pure, without a server."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

from aiogram.types import Chat, InlineKeyboardButton, Message, User
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.messenger.limits import Pace
from bot.channels.messenger.screen import shortened, utf16_length
from bot.channels.telegram import bot_api
from bot.channels.telegram.html import draw, pages
from bot.channels.telegram.updates import event_of
from dialogs.turn.events import Said
from dialogs.turn.phrases import load_phrases, shipped_phrases
from dialogs.turn.replies import Button, Progress, Reply
from knowledge.text.markup import Listing, Paragraph, RichText, Span, paragraph, parse_markup

PHRASES = load_phrases(shipped_phrases())
_TAG = re.compile(r"</?(?:b|i|a)(?: [^>]*)?>")


def shown(html: str) -> str:
    return unescape(_TAG.sub("", html))


spans = st.builds(
    Span,
    st.text("абв <>&\n😀\"'", max_size=60),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, "https://e.x/?a=1&b=2"]),
)
blocks = st.one_of(
    st.builds(Paragraph, st.lists(spans, max_size=6).map(tuple)),
    st.builds(
        Listing, st.lists(st.lists(spans, max_size=3).map(tuple), max_size=5).map(tuple), st.booleans()
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(blocks, max_size=8).map(tuple))
def test_every_part_fits_and_its_tags_are_closed(found: tuple[Paragraph | Listing, ...]) -> None:
    for page in pages(RichText(found), 50):
        assert utf16_length(shown(page)) <= 50
        assert page.strip()
        opened: list[str] = []
        for tag in _TAG.findall(page):
            name = tag.strip("</>").split(" ")[0]
            if tag.startswith("</"):
                assert opened.pop() == name
            else:
                opened.append(name)
        assert opened == []


def test_nothing_is_lost_and_blocks_stay_whole_where_they_fit() -> None:
    words = " ".join(str(number) for number in range(3_000))
    body = paragraph("Начало", strong=True) + paragraph(words) + paragraph("Конец <b>")
    parts = pages(body)
    assert len(parts) == 5
    assert " ".join(map(shown, parts)).split() == ["Начало", *words.split(), "Конец", "<b>"]
    short = pages(paragraph("а" * 3_000) + paragraph("б" * 3_000))
    assert short == ("а" * 3_000, "б" * 3_000)


def test_a_surrogate_pair_is_never_torn() -> None:
    assert [utf16_length(shown(part)) for part in pages(paragraph("😀" * 3_000))] == [4096, 1904]
    assert utf16_length(shortened("😀" * 200, 99)) <= 99


def keyboard(*buttons: Button, public: str | None = None) -> list[list[InlineKeyboardButton]]:
    made = draw(Reply(paragraph("Вопрос"), buttons), PHRASES, public=public).keyboard
    assert made is not None
    return made.inline_keyboard


def rows(*buttons: Button) -> list[list[str]]:
    return [[button.text for button in row] for row in keyboard(*buttons)]


def pace_at(clock: Callable[[], float], rate: int = 30) -> Pace:
    return Pace(bot_api.sending(rate), bot_api.is_group, clock)


def test_short_labels_stand_side_by_side_and_marks_do_not_move_them() -> None:
    plain = [
        Button(f"1.{n}", label, "toggle", selected=False) for n, label in enumerate(("Одно", "Два", "Три"))
    ]
    marked = [Button(b.id, b.label, b.role, selected=True, rank=1) for b in plain]
    done = Button("1.9", "Готово", "done")
    assert rows(*plain, done) == [["Одно", "Два", "Три"], ["Готово"]]
    assert [len(row) for row in rows(*marked, done)] == [3, 1]
    assert rows(*marked)[0][0] == "✅ 1. Одно"
    assert rows(Button("1.1", "Клиент", "choice"), Button("1.2", "Очень длинное название услуги")) == [
        ["Клиент"],
        ["Очень длинное название услуги"],
    ]


def test_at_most_100_buttons_and_long_labels_are_cut() -> None:
    many = rows(*(Button(f"1.{number}", "х" * 200) for number in range(150)))
    assert sum(map(len, many)) == 100
    assert all(len(label) <= 60 for row in many for label in row)


def test_in_public_what_is_personal_is_a_link() -> None:
    made = keyboard(
        Button("start:", "Профиль"), Button("open:abc", "Открыть"), Button("entry:x", "Термин"), public="bot"
    )
    assert [button.url for row in made for button in row] == [
        "https://t.me/bot?start=profile",
        "https://t.me/bot?start=draft_abc",
        None,
    ]


def test_the_pace_lets_a_burst_pass_and_then_one_a_second() -> None:
    now = 100.0
    pace = pace_at(lambda: now)
    for _ in range(3):
        assert pace.pause("7") == 0
        pace.take("7")
    assert 1 <= pace.pause("7") < 1.2
    assert pace.pause("8") == 0, "only the chat concerned waits"
    pace.hold("8", 30)
    assert pace.pause("8") == 30
    for _ in range(bot_api.sending(30).group.most):
        now += 1.1
        assert pace.pause("-5") == 0
        pace.take("-5")
    assert pace.pause("-5") > 30


def test_three_chats_told_to_wait_mean_all_of_us() -> None:
    pace = pace_at(lambda: 100.0)
    assert [pace.refused(chat, 30) for chat in ("1", "2")] == [False, False]
    assert pace.pause("3") == 0, "only the chats concerned wait"
    pace.passed()
    assert [pace.refused(chat, 30) for chat in ("1", "2", "2")] == [False, False, False]
    assert pace.refused("4", 20) is True
    assert pace.pause("5") == 20
    assert pace.pause("1") == 30


def test_what_was_sent_before_a_restart_counts() -> None:
    pace = pace_at(lambda: 100.0)
    for ago in (3.0, 0.2, 0.1):
        pace.take("1", ago)
    assert pace.pause("1") == 0, "the first one is made up for by now"
    pace.take("1")
    assert 0 < pace.pause("1") <= 1.05
    for number in range(20):
        pace.take("-5", 50.0 - number)
    assert pace.pause("-5") == 11.0


def test_a_bot_that_pays_for_it_may_send_faster() -> None:
    def at_once(pace: Pace) -> int:
        chats = iter(range(10_000))
        sent = 0
        while pace.pause(chat := str(next(chats))) == 0:
            pace.take(chat)
            sent += 1
        return sent

    assert at_once(pace_at(lambda: 100.0)) == 28, "a little below Telegram's thirty"
    assert at_once(pace_at(lambda: 100.0, rate=1_000)) == 930


def test_a_table_is_read_row_by_row() -> None:
    text = parse_markup("| Услуга | Срок |\n| Справка <1> | [3 дня](http://intranet/a) |")
    assert pages(text) == ('• Услуга: Справка &lt;1&gt;; Срок: <a href="http://intranet/a">3 дня</a>',)


def test_the_words_that_a_channel_adds_are_in_the_language_of_the_reply() -> None:
    progress = Progress(3, 17, "Agency", number=2, sections=9)
    english = Reply(paragraph("Name?"), progress=progress, language="en")
    assert "of 9" in draw(english, PHRASES).texts[0]
    assert "из 9" in draw(replace(english, language="ru"), PHRASES).texts[0]


def test_a_text_that_telegram_may_have_cut_is_marked() -> None:
    def cut(text: str) -> str | None:
        chat, user = Chat(id=7, type="private"), User(id=7, is_bot=False, first_name="Анна")
        message = Message(message_id=1, date=datetime.now(UTC), chat=chat, from_user=user, text=text)
        event = event_of(message)
        assert isinstance(event, Said)
        return event.cut

    assert cut("короткий ответ") is None
    assert cut("слово " * 400) == " "
    assert cut("а" * 4_096) == "", "cut where there was no space"
