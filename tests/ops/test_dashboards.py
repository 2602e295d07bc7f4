"""Dashboard, alerts and runbook speak only of figures that exist, and the runbook of all of them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import now
from bot.ops.routes import MetricsPage
from bot.store.waiting import Backlog
from bot.telemetry.metrics import Metrics

RUNBOOK = Path("docs/runbook.md")
DASHBOARD = Path("docs/operations/grafana.json")
ALERTS = Path("docs/operations/alerts.yaml")

# Prometheus adds these itself.
OF_PROMETHEUS = {"up": {"job", "instance"}}
_METRIC = re.compile(r"\b(segmentbot_\w+|process_\w+|up)\b(?:\{([^}]*)\})?")


@pytest.fixture
async def known() -> dict[str, dict[str, set[str]]]:
    """Every sample of a process with Telegram, with the values of its labels."""
    metrics = Metrics()
    metrics.expect(["web", "telegram"], ["organization_name"])

    async def backlog() -> dict[str, Backlog]:
        return {}

    page = await MetricsPage(
        metrics,
        ["telegram"],
        now,
        backlog,
        streams=lambda: 0,
        sends=lambda channel: True,
        entries=lambda: 1,
        lag=lambda: 0.0,
        writes=lambda: True,
    )()
    found: dict[str, dict[str, set[str]]] = {}
    for family in text_string_to_metric_families(page.decode()):
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for name, value in sample.labels.items():
                labels.setdefault(name, set()).add(value)
    return found


def expressions(node: Any) -> Iterator[str]:
    """Every query in a dashboard or a rule."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("expr", "query") and isinstance(value, str):
                yield value
            yield from expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from expressions(value)


@pytest.mark.parametrize("file", [DASHBOARD, ALERTS], ids=lambda file: file.name)
def test_every_query_asks_for_a_figure_that_exists(file: Path, known: dict[str, dict[str, set[str]]]) -> None:
    # YAML reads JSON too.
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    queries = [query for query in expressions(read) if _METRIC.search(query)]
    assert len(queries) > 10
    for query in queries:
        assert query.count("(") == query.count(")"), query
        for name, matchers in _METRIC.findall(query):
            if name in OF_PROMETHEUS:
                continue
            assert name in known, f"{name} in {query}"
            for label, operator, value in re.findall(r'(\w+)(=~?)"([^"]*)"', matchers):
                if label == "job":
                    continue
                assert label in known[name], f"{label} of {name}"
                wanted = value.split("|") if operator == "=~" else [value]
                assert set(wanted) <= known[name][label], f"{value} of {label} of {name}"
        for labels in re.findall(r"by \(([^)]*)\)", query):
            names = {name for name, _ in _METRIC.findall(query) if name not in OF_PROMETHEUS}
            for label in labels.replace(" ", "").split(","):
                assert label == "job" or any(label in known[name] for name in names), f"{label} in {query}"


def test_every_alert_names_a_part_of_the_runbook() -> None:
    headings = {
        re.sub(r"[^\w -]", "", line.removeprefix("## ")).lower().replace(" ", "-")
        for line in RUNBOOK.read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }
    for group in yaml.safe_load(ALERTS.read_text())["groups"]:
        for rule in group["rules"]:
            file, _, place = rule["annotations"]["runbook"].partition("#")
            assert Path(file) == RUNBOOK and place in headings, place
            assert rule["annotations"]["summary"] and rule["labels"]["severity"] in ("page", "ticket")


def test_the_runbook_explains_every_figure(known: dict[str, dict[str, set[str]]]) -> None:
    explained = RUNBOOK.read_text(encoding="utf-8").partition("## Figures")[2]
    for name in known:
        base = re.sub(r"_(bucket|count|sum)$", "", name.removeprefix("segmentbot_"))
        if name.startswith("segmentbot_"):
            assert f"`{base}`" in explained, base
    for named in re.findall(r"`(\w+)`", explained.partition("|---")[2]):
        assert {f"segmentbot_{named}", f"segmentbot_{named}_count"} & known.keys(), named
