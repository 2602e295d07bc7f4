"""Somebody who, wherever a wanderer has left them, goes on to a finished profile."""

from dialogs.interview.answers import Path
from dialogs.interview.question import Question, question
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View
from dialogs.turn.events import Address, Pressed, Said
from dialogs.turn.replies import Button, Reply
from dialogs.turn.session import AtAnotherSegment, AtConfirmation, AtQuestion, AtSummary, Place
from tests.soak.without_channels import BotWithoutChannels, Heard

STEPS = 400
KEEPING = ("Оставить как есть", "Keep as it is", "Без пояснения", "Without a reason")
DONE, LAST_OFF = ("Готово", "Done"), ("Убрать последний", "Remove the last one")
PLAIN = "Получить справку о мерах поддержки без личного визита в ведомство"


class Finisher:
    """Answers anything; what is doubted is kept as it is, what is refused is answered otherwise."""

    def __init__(self, reception: BotWithoutChannels, address: Address) -> None:
        self.reception = reception
        self.address = address
        self.tried: dict[str, int] = {}

    async def finish(self) -> Reply:
        """The message with the finished documents."""
        heard = await self.reception.hear(self.address, Said("/profile"))
        for _ in range(STEPS):
            place = (await self.reception.session(self.address)).place
            if any(reply.tone == "success" and reply.attachments for reply in heard.replies):
                return next(reply for reply in heard.replies if reply.attachments)
            heard = await self._step(place, heard)
        raise AssertionError(f"no way to a finished profile from {place}: {shown(heard)}")

    async def _step(self, place: Place, heard: Heard) -> Heard:
        match place:
            case AtQuestion(collected=collected, refused=refused) if collected:
                # A list in several messages: what it is refused for goes line by line.
                keep = next((b for b in buttons(heard) if b.label in KEEPING), None)
                wanted = LAST_OFF if refused.text is not None else DONE
                button = keep or next((b for b in buttons(heard) if b.label in wanted), None)
                said = Said("/left") if button is None else Pressed(button.id)
                return await self.reception.hear(self.address, said)
            case AtQuestion(draft=draft, path=path):
                drafts = await self.reception.drafts(self.address)
                view = question(View(self.reception.library.form, drafts[draft]), path)
                return await self._answer(view, str(path), heard)
            case AtAnotherSegment():
                # Neither an empty one nor one like the last.
                return await self._press(2, heard)
            case AtConfirmation(what="begin_anew"):
                # On with the newest unfinished one.
                return await self._press(0, heard)
            case AtSummary(page=0):
                return await self._press(0, heard)
            case AtSummary():
                return await self.reception.hear(self.address, Said("/summary"))
            case _:
                return await self.reception.hear(self.address, Said("/profile"))

    async def _answer(self, view: Question, path: str, heard: Heard) -> Heard:
        keep = next((b for b in buttons(heard) if b.label in KEEPING), None)
        if keep is not None:
            return await self.reception.hear(self.address, Pressed(keep.id))
        tried = self.tried[path] = self.tried.get(path, -1) + 1
        texts = [*self._exemplary(view), *answers(view)]
        return await self.reception.hear(self.address, Said(texts[tried % len(texts)]))

    def _exemplary(self, view: Question) -> list[str]:
        """As the shipped examples answer a question for which any words will not do."""
        if view.field.type not in ("list", "table", "text", "long_text"):
            return []
        form = self.reception.library.form
        place = Path(view.field.id, None if view.view.segment is None else 0)
        models = [example.draft for example in self.reception.library.examples]
        return [typed_answer(View(form, model), place) for model in models if model.at(place) is not None]

    async def _press(self, place: int, heard: Heard) -> Heard:
        found = [button for button in buttons(heard) if button.id]
        if len(found) <= place:
            # The question may stand further up: it is asked for again.
            heard = await self.reception.hear(self.address, Said("/left"))
            found = [button for button in buttons(heard) if button.id]
        return await self.reception.hear(self.address, Pressed(found[place].id))


def answers(view: Question) -> tuple[str, ...]:
    """Things that fit a question of this kind."""
    match view.field.type:
        case "number" | "percent":
            return tuple(str(10 + number) for number in range(5))
        case "date":
            return ("01.02.2026", "22.11.2026", "01.01.2027")
        case "choice":
            return tuple(str(number + 1) for number in range(len(view.options)))
        case "multi_choice":
            return ("1", "1, 2", "1, 2, 3", "2", "3")
        case _:
            return (PLAIN, f"{PLAIN}\n{PLAIN} ещё раз")


def buttons(heard: Heard) -> list[Button]:
    return [button for reply in heard.replies for button in reply.buttons]


def shown(heard: Heard) -> str:
    return "\n\n".join(reply.body.plain() for reply in heard.replies)
