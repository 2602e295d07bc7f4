"""Word templates made to cost much: refused within bounds by a process of its own, and stopping nobody."""

import asyncio
import io
import os
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from subprocess import run

import docx

from tests.attacks.bystander import undisturbed
from tests.attacks.test_costly_work import issued
from tests.documents.word_templates import changed, costly, document_of, saved
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import ROOT, running
from tests.whole.caller import Caller, attachments

MEGABYTES = 400
NEST = "{%% for a%d in journey_steps %%}"

# What stands in the file, and what is told of it.
HOSTILE: dict[str, tuple[str, str]] = {
    "a method": ("{{ 'a'.ljust(900000000) }}", "methods are not run: .ljust()"),
    "a product": ("{{ 'a' * 900000000 }}", "* wants a number"),
    "a power": ("{{ 9 ** 9 ** 9 ** 9 }}", "“pow” is not part of the language"),
    "a width": ("{{ '%900000000d' % 1 }}", "% wants a number"),
    "a range": ("{% for x in range(900000000) %}x{% endfor %}", "functions are not run"),
    "nested loops": (
        "".join(NEST % n for n in range(18)) + "x" + "{% endfor %}" * 18,
        "the loops of the template do too much",
    ),
    "doubled text": (
        "{% set a = 'aaaaaaaa' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
        "do too much",
    ),
    "replaced text": ("{{ 'a'" + "|replace('a', 'aaaaaaaa')" * 30 + " }}", "do too much"),
    "joined text": ("{% set a = 'ab' %}" + "{% set a = [a, a]|join(a) %}" * 40 + "{{ a }}", "do too much"),
    "lists of lists": ("{% set a = [1] %}" + "{% set a = [a, a, a] %}" * 40 + "{{ a }}", "do too much"),
    "a large number": ("{{ 1e999999999 }}", "the number is too large"),
    "many placeholders": ("{{ needs }}" * 100_000, "more than 5000 placeholders"),
    "unclosed placeholders": ("{{" * 500_000, "is not closed"),
    "deep brackets": ("{{ " + "(" * 400 + "1" + ")" * 400 + " }}", "nested too deeply"),
    "a long chain": ("{{ " + "not " * 240 + "1 }}", "nested too deeply"),
    "deep blocks": ("{% if needs %}" * 2_000 + "{% endif %}" * 2_000, "blocks are nested deeper than 20"),
    "a long placeholder": ("{{ '" + "x" * 2_000_000 + "' }}", "longer than 1000 signs"),
}


# `segmentbot check`, and what it cost: the peak that the parent's rusage tells may be the parent's own.
CHECK = """
import re, sys, time
from pathlib import Path
from bot.cli.main import main
code = main(["check", *sys.argv[1:]])
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(time.process_time(), peak / 1024, file=sys.stderr)
sys.exit(code)
"""


def check(*paths: Path) -> tuple[str, float, float]:
    """What `segmentbot check` says, the processor's seconds and the megabytes that it took."""
    program = [sys.executable, "-c", CHECK, *map(str, paths)]
    done = run(program, cwd=paths[0].parent, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    seconds, megabytes = map(float, done.stderr.split())
    return done.stdout, seconds, megabytes


def environment() -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SEGMENTBOT_")}
    return inherited | {"PYTHONPATH": str(ROOT)}


def refused_within_bounds(paths: Sequence[Path], told: Sequence[str]) -> None:
    """All of them together cost no more than three times what one peaceful file does, the start included:
    that tells how slow the processor is at the moment."""
    peaceful = saved(document_of("{{ nonsense }}"), paths[0].with_name("peaceful.docx"))
    _, start, _ = check(peaceful)
    said, seconds, megabytes = check(*paths)
    lines = said.splitlines()
    for path, message in zip(paths, told, strict=True):
        assert any(line.startswith(f"{path}:") and message in line for line in lines), (message, said)
    assert seconds < 4 * start
    assert megabytes < MEGABYTES


def test_hostile_templates_are_refused_within_bounds(tmp_path: Path) -> None:
    texts = enumerate(text for text, _ in HOSTILE.values())
    paths = [saved(document_of(text), tmp_path / f"{n}.docx") for n, text in texts]
    refused_within_bounds(paths, [told for _, told in HOSTILE.values()])


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        for n in range(4):
            package.writestr(f"word/media/{n}.bin", bytes(20_000_000))


def entities(path: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">{levels}]><w:document'
    changed(path, "word/document.xml", "<w:document", head)


def deep(path: Path) -> None:
    boxes = 20_000
    tables = "<w:tbl><w:tr><w:tc>" * boxes + "</w:tc></w:tr></w:tbl>" * boxes
    changed(path, "word/document.xml", "<w:sectPr", f"{tables}<w:sectPr")


def wide(path: Path) -> None:
    changed(path, "word/document.xml", "<w:sectPr", "<w:p/>" * 800_000 + "<w:sectPr")


def long_table(path: Path) -> None:
    row = f"<w:tr>{'<w:tc><w:p><w:r><w:t>я</w:t></w:r></w:p></w:tc>' * 10}</w:tr>"
    changed(path, "word/document.xml", "<w:sectPr", f"<w:tbl>{row * 9_000}</w:tbl><w:sectPr")


def long_paragraph(path: Path) -> None:
    """Placeholders that nothing fills beside a long text: the place of each is looked for there."""
    text = "{{ nothing }}" * 4_900 + "а б " * 300_000
    changed(path, "word/document.xml", "<w:sectPr", f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:sectPr")


def many_runs(path: Path) -> None:
    runs = "<w:r><w:t>а {{ nothing }}</w:t></w:r>" * 4_900 + "<w:r><w:t>а</w:t></w:r>" * 25_000
    changed(path, "word/document.xml", "<w:sectPr", f"<w:p>{runs}</w:p><w:sectPr")


def test_wrong_placeholders_of_a_long_paragraph_are_told_within_bounds(tmp_path: Path) -> None:
    spoiling = (long_paragraph, many_runs)
    paths = [saved(document_of("{{ needs }}"), tmp_path / f"{spoil.__name__}.docx") for spoil in spoiling]
    for spoil, path in zip(spoiling, paths, strict=True):
        spoil(path)
    refused_within_bounds(paths, ['no field fills the placeholder "nothing"'] * 2)


def test_files_that_unpack_to_much_are_refused_within_bounds(tmp_path: Path) -> None:
    spoiling = {bomb: "is too large", entities: "declares a document type", deep: "Excessive depth"}
    spoiling |= dict.fromkeys((wide, long_table), "holds too much text")
    paths = [saved(document_of("{{ needs }}"), tmp_path / f"{spoil.__name__}.docx") for spoil in spoiling]
    for spoil, path in zip(spoiling, paths, strict=True):
        spoil(path)
    refused_within_bounds(paths, list(spoiling.values()))


async def test_a_template_that_breaks_on_an_answer_gives_our_layout_and_stops_nobody(
    tmp_path: Path, fork_server: ForkServer
) -> None:
    """It passes the check: only a name with «щ» becomes larger than a document may be."""
    form = tmp_path / "form"
    form.mkdir()
    (form / "overlay.yaml").write_text(
        "extends: client_segment_profile_default\ndocx_template: form.docx\n", encoding="utf-8"
    )
    growing = "{{ organization_name" + "|replace('щ', 'щщщщщщщщ')" * 8 + " }}"
    saved(document_of("Наша форма", growing), form / "form.docx")
    async with FakeTelegram() as telegram:
        boss = telegram.person("Методист")
        team = telegram.group("Команда", boss, chat_id=-1_000_000_777_000)
        settings = {"FORMS": str(form), "TEAM_CHAT": f"telegram:{team.id}"}
        async with (
            running(tmp_path, settings, telegram, fork_server=fork_server) as service,
            Caller(service.address) as person,
            undisturbed(service),
        ):
            await person.say("/profile")
            await person.say("Министерство щедрости")
            await person.say("/document")
            document = next(
                each["url"].rpartition("/")[2].partition(".")[0]
                for each in attachments(await person.messages())
            )
            content = await person.download(document, "docx")
            paragraphs = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
            assert "Наша форма" not in paragraphs and len(paragraphs) > 5
            assert (await person.download(document, "pdf")).startswith(b"%PDF")
            await person.download(document, "docx")
            said = [str(message) for message in await person.messages()]
            assert sum("Заполнить шаблон Word вашего ведомства не получилось" in each for each in said) == 1
            told = team.talk(boss)
            await told.until(
                lambda: "Шаблон Word не заполнился" in "".join(map(str, told.since(0))),
                "the team hears of it",
            )
            assert "TooMuch" in "".join(map(str, told.since(0)))
            assert "щедрости" not in service.log


async def test_a_template_that_is_costly_to_fill_stops_nobody(
    tmp_path: Path, fork_server: ForkServer
) -> None:
    form = tmp_path / "form"
    form.mkdir()
    (form / "overlay.yaml").write_text(
        "extends: client_segment_profile_default\ndocx_template: form.docx\n", encoding="utf-8"
    )
    saved(document_of(costly("{{ organization_name }}")), form / "form.docx")
    async with (
        running(tmp_path, {"FORMS": str(form)}, fork_server=fork_server) as service,
        Caller(service.address) as person,
    ):
        documents = await issued(person, "Министерство труда", 3)
        async with undisturbed(service):
            drawn = await asyncio.gather(*(person.download(document, "docx") for document in documents))
    assert all(docx.Document(io.BytesIO(each)).paragraphs[-1].text == "Министерство труда" for each in drawn)
