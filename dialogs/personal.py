"""What the person may do with the bot itself: menu, help, language, their data. In the middle of the
interview the question comes again below."""

from dataclasses import replace
from datetime import datetime

from dialogs.documents.report import file_stem
from dialogs.filling.finishing import attachments_of
from dialogs.filling.going_on import show_place
from dialogs.turn.actions import (
    ChooseLanguage,
    ShowDrafts,
    ShowExample,
    ShowExamples,
    ShowGlossary,
    Simple,
    StartProfile,
)
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.effects import ExportPerson, ForgetPerson, IssueDocument
from dialogs.turn.replies import Attachment
from dialogs.turn.session import AtConfirmation
from dialogs.turn.titles import offer_to_continue
from knowledge.text.language import Language
from knowledge.text.markup import Listing, RichText, paragraph, quote

EXPORTED_EVERY = 3600  # seconds; an export costs as much as everything that it holds


def greet(turn: TurnBuilder) -> None:
    """The first message: what the bot is for, and the ways in."""
    turn.go_home()
    offering = turn.new_offering()
    offer_menu(turn, offering)
    turn.say(turn.text("greeting"), offering)


def show_help(turn: TurnBuilder) -> None:
    offering = turn.new_offering()
    offer_menu(turn, offering)
    body = turn.text("help")
    turn.say(_with_rest_folded(body) if turn.world.messenger else body, offering)
    show_place(turn)


def _with_rest_folded(body: RichText) -> RichText:
    """The first two things that the bot does; the commands stand in a quote, which opens by a tap."""
    heading, listing, *rest = body.blocks
    if not isinstance(listing, Listing):
        return body
    shown, hidden = replace(listing, items=listing.items[:2]), replace(listing, items=listing.items[2:])
    return RichText((heading, shown)) + quote(RichText((hidden, *rest)))


def offer_menu(turn: TurnBuilder, offering: Offering) -> None:
    offer_to_continue(turn, offering)
    offering.show(StartProfile(), turn.label("button-start-profile"))
    if turn.drafts():
        offering.show(ShowDrafts(), turn.label("button-drafts"))
    offering.show(ShowGlossary(), turn.label("button-glossary"))
    offering.show(ShowExamples(), turn.label("button-examples"))


def show_examples(turn: TurnBuilder) -> None:
    """The worked profiles of invented agencies."""
    offering = turn.new_offering()
    for example in turn.world.library.examples:
        offering.show(ShowExample(example.id), example.title)
    turn.say(turn.text("examples"), offering, listed=True)
    show_place(turn)


def show_example(turn: TurnBuilder, example_id: str) -> None:
    """One worked profile as files."""
    example = next((each for each in turn.world.library.examples if each.id == example_id), None)
    if example is None:
        show_examples(turn)
        return
    document = turn.world.fresh_id
    stem = file_stem(turn.view(example.draft))
    turn.do(IssueDocument(document, example.draft, stem, example.title, final=False, example=True))
    turn.say(
        paragraph(example.title, strong=True) + turn.text("example-note", shows=example.shows),
        attachments=attachments_of(turn, document, stem, example.title),
    )
    show_place(turn)


def language(turn: TurnBuilder, typed: str) -> None:
    """`/language`, with the language or without it."""
    wanted = typed.rstrip(".!?").casefold()
    if wanted in ("ru", "en"):
        choose_language(turn, "en" if wanted == "en" else "ru")
        return
    offering = turn.new_offering()
    offering.show(ChooseLanguage("ru"), turn.label("button-russian"))
    offering.show(ChooseLanguage("en"), turn.label("button-english"))
    turn.say(turn.text("language"), offering)
    show_place(turn)


def choose_language(turn: TurnBuilder, chosen: Language) -> None:
    turn.remember(chosen_language=chosen)
    turn.say(turn.text("language-chosen"))
    show_place(turn)


def export(turn: TurnBuilder) -> None:
    """Everything that is stored about the person, as a file, once an hour."""
    now = int(turn.world.now.timestamp())
    following = turn.session.exported + EXPORTED_EVERY
    # A clock that went back makes nobody wait for more than an hour.
    if now < following <= now + EXPORTED_EVERY:
        at = datetime.fromtimestamp(following, turn.world.now.tzinfo)
        turn.say(turn.text("export-later", time=f"{at:%H:%M}"))
        show_place(turn)
        return
    turn.remember(exported=now)
    document = turn.world.fresh_id
    turn.do(ExportPerson(document))
    name = f"segmentbot-{turn.world.now:%Y-%m-%d}.zip"
    turn.say(turn.text("export"), attachments=(Attachment(document, "zip", name, turn.label("file-zip")),))
    show_place(turn)


def ask_to_forget(turn: TurnBuilder) -> None:
    turn.confirm(AtConfirmation("forget"))
    offering = turn.new_offering()
    offering.show(Simple("yes"), turn.label("button-forget-yes"), "danger")
    offering.show(Simple("no"), turn.label("button-forget-no"))
    turn.say(turn.text("forget-confirm", count=turn.count_drafts()), offering)


def forget(turn: TurnBuilder) -> None:
    """Erases the person; what is said about it is the only thing left."""
    turn.do(ForgetPerson())
    turn.go_home()
    turn.remember(removed=(), last_typed=None)
    turn.say(turn.text("forgotten-in-messenger" if turn.world.messenger else "forgotten"))
