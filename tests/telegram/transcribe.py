"""Writes docs/transcripts/telegram.md: one question with follow-ups, and the clean run, as they were held.

`python -m tests.telegram.transcribe > docs/transcripts/telegram.md`
"""

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.interview.examples import load_examples, shipped_examples
from tests.fake_telegram import FakeTelegram
from tests.launcher.service import running
from tests.telegram.practised import Practised, effort_of

_HEAD = """# A conversation in Telegram

Held with `segmentbot run` over HTTP through the strict fake Telegram (`python -m tests.telegram.transcribe`).
`#12` is a message's number; «изменено» is a message edited in place; `[…]` are its buttons.
"""

_CLEAN = """Two segments, by somebody who has the facts in a text and sends it where the bot offers that at
the start: once for the profile as a whole, once for each segment. What the text did not say, choices and
tables, is answered as it is asked.
It took {effort}.

"""


async def main() -> None:
    form = load_form(shipped_form())
    examples = load_examples(form, shipped_examples(), datetime.now(UTC))
    model = next(example.draft for example in examples if example.id == "citizen_service")
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as server, running(Path(folder), telegram=server):
            asking = await server.person("Анна").start()
            await asking.say("Кто такой внутренний клиент?", expect="Источник")
            await asking.press("Есть ли примеры?", expect="Источник")
            await asking.say("а где шаблон?")
            await asking.say("чем он отличается от внешнего", expect="Кто такой внешний клиент?")
            await asking.say("какая завтра погода?", expect="нет ответа")
            filling = await server.person("Вера").start("profile")
            person = Practised(filling, form, model)
            await person.fill()
            await person.screen.finish()
            parts = [_HEAD]
            clean = _CLEAN.format(effort=effort_of(filling))
            for title, about, chat in (
                ("A question with follow-ups", "", asking),
                ("A filling", clean, filling),
            ):
                parts.append(f"## {title}\n\n{about}```text\n{chat.transcript()}\n```\n")
            sys.stdout.write("\n".join(parts))
            assert server.violations == [], server.violations


if __name__ == "__main__":
    asyncio.run(main())
