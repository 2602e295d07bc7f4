"""axe with the rules of WCAG 2.2 AA and its best practices."""

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]

from tests.web.person import Person

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}


async def found(person: Person) -> list[str]:
    results = await Axe().run(person.page, options=RULES)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in results.response["violations"]]
