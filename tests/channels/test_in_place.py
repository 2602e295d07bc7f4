"""What is told again in the place of a message leaves nothing of that message behind."""

from bot.ports import Delivered, DeliveryContext
from dialogs.turn.events import Address
from dialogs.turn.replies import Bar, BarGroup, Chart, Reply
from knowledge.text.markup import paragraph
from tests.channels.test_waiting import Sender, sender
from tests.fake_telegram import Talk

__all__ = ["sender"]

CHART = Chart("Сутки", (BarGroup("Вопросы", (Bar("с ответом", 3),)),))
WORDS = "рецепт борща "


async def told(sender: Sender, talk: Talk, reply: Reply, in_place: str | None = None) -> str:
    async def slept(seconds: float) -> None:
        sender.clock[0] += seconds + 0.01  # what remains of a pause may be too small to be added

    sender.channel.sleep = slept
    sender.clock[0] += 60
    to = Address("telegram", str(talk.id), str(talk.id))
    outcome = await sender.channel.deliver(to, reply, DeliveryContext(in_place=in_place))
    assert isinstance(outcome, Delivered) and outcome.message
    return outcome.message


def standing(talk: Talk) -> list[str]:
    return [each.text or "" for each in talk.since(0) if not each.deleted]


async def test_two_messages_become_one_and_the_second_goes(sender: Sender) -> None:
    team = sender.person("Команда")
    both = await told(sender, team, Reply(paragraph(WORDS * 500)))
    assert both.count(",") == 1
    one = await told(sender, team, Reply(paragraph("Здесь были слова.")), both)
    assert one == both.split(",")[0]
    assert not any(WORDS.strip() in text for text in standing(team))


async def test_a_second_message_that_cannot_be_deleted_says_nothing_any_more(sender: Sender) -> None:
    team = sender.person("Команда")
    both = await told(sender, team, Reply(paragraph(WORDS * 500)))
    sender.telegram.faults.refuse("message can't be deleted for everyone", method="deleteMessage")
    await told(sender, team, Reply(paragraph("Здесь были слова.")), both)
    assert not any(WORDS.strip() in text for text in standing(team))


async def test_a_caption_that_has_grown_too_long_is_sent_anew_and_the_old_one_goes(
    sender: Sender,
) -> None:
    team = sender.person("Команда")
    captioned = await told(sender, team, Reply(paragraph(WORDS * 20), chart=CHART))
    grown = Reply(paragraph("Чаще всего спрашивали о другом. " * 40), chart=CHART)
    again = await told(sender, team, grown, captioned)
    assert again != captioned
    assert not any(WORDS.strip() in text for text in standing(team))
    assert sum(bool(each.photos) for each in team.since(0) if not each.deleted) == 1


async def test_a_long_digest_is_edited_under_its_picture(sender: Sender) -> None:
    team = sender.person("Команда")
    long = Reply(paragraph(WORDS * 90), chart=CHART)
    before = await told(sender, team, long)
    assert await told(sender, team, Reply(paragraph("Вопросы. " * 150), chart=CHART), before) == before
    assert not any(WORDS.strip() in text for text in standing(team))
    assert sum(bool(each.photos) for each in team.since(0)) == 1, "the picture is not sent twice"
