"""Browsing the glossary by tier and the popular questions."""

from dialogs.turn.actions import ShowEntry, ShowGlossary
from dialogs.turn.building import TurnBuilder
from dialogs.turn.titles import SMALL_NAME, shortened
from knowledge.base.entries import Tier

TIERS: tuple[Tier, ...] = ("faq", "main", "secondary", "additional")


def show_glossary(turn: TurnBuilder, tier: Tier | None) -> None:
    """The tiers to choose from, or the entries of one tier."""
    knowledge = turn.world.library.knowledge
    offering = turn.new_offering()
    if tier is None:
        for known in TIERS:
            if count := len(knowledge.of_tier(known)):
                offering.show(ShowGlossary(known), turn.label(f"tier-{known}", count=count))
        turn.say(turn.text("glossary"), offering, window=True)
        return
    for entry in knowledge.of_tier(tier):
        name = entry.named(turn.session.language)
        offering.show(ShowEntry(entry.id), shortened(name, SMALL_NAME) if turn.world.messenger else name)
    offering.show(ShowGlossary(), turn.label("button-glossary-back"), "control")
    turn.say(turn.text(f"glossary-{tier}"), offering, window=True, listed=True)
