"""axe with the rules of WCAG 2.2 AA and its best practices."""

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]

from tests.web.page_user import PageUser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}


# What lies under the bar or the field can be scrolled out from there; axe would measure what sticks out.
LAID_FLAT = """(position) => document.querySelectorAll('.bar, .desk').forEach(
    (each) => { each.style.position = position; })"""


async def found(person: PageUser) -> list[str]:
    await person.page.evaluate(LAID_FLAT, "static")
    results = await Axe().run(person.page, options=RULES)
    await person.page.evaluate(LAID_FLAT, "")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in results.response["violations"]]
