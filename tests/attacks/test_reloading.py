"""Files made to cost much, put where a running service looks for edited content: refused, stopping nobody."""

import shutil
from collections.abc import Callable
from pathlib import Path

from knowledge.base.loading import SHIPPED
from tests.attacks.bystander import undisturbed
from tests.attacks.test_templates import bomb, deep, document_of, entities, long_table, saved, wide
from tests.launcher.service import running

YAML: dict[str, str] = {
    "aliases": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(900)) + "entries: []\n",
    "doubling aliases": "a0: &a0 [x]\n"
    + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "a cycle": "entries: &a [*a]\n",
    "levels": "entries: " + "[" * 3_000 + "]" * 3_000,
    "values": "entries:\n" + "- a\n" * 6_000_000,
    "unknown keys": "entries:\n" + "".join(f"- key{n}: 1\n" for n in range(5_000)),
    "accents": "entries: а" + "\u0306\u0323" * 2_000_000,
}
DOCX: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (bomb, entities, deep, wide, long_table)
}


async def test_content_that_costs_much_to_read_stops_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    async with running(tmp_path, {"KNOWLEDGE": str(folder)}) as service:
        for text in YAML.values():
            before = service.log.count("knowledge refused")
            async with undisturbed(service):
                (folder / "bomb.yaml").write_text(text, encoding="utf-8")
                await service.says("knowledge refused", before + 1)
        assert "Traceback" not in service.log


async def test_a_template_that_costs_much_to_read_stops_nobody(tmp_path: Path) -> None:
    form = tmp_path / "form"
    form.mkdir()
    overlay = "extends: client_segment_profile_default\ndocx_template: form.docx\n"
    (form / "overlay.yaml").write_text(overlay, encoding="utf-8")
    template = saved(document_of("{{ organization_name }}"), form / "form.docx")
    async with running(tmp_path, {"FORMS": str(form)}) as service:
        for spoil in DOCX.values():
            before = service.log.count("Word template refused")
            made = saved(document_of("{{ organization_name }}"), tmp_path / "made.docx")
            spoil(made)
            async with undisturbed(service):
                made.replace(template)
                await service.says("Word template refused", before + 1)
        assert "Traceback" not in service.log
