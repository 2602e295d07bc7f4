"""The least bot that aiogram lets one write: it repeats what it hears. `python -m benchmarks.echo_bot`."""

from aiogram import Router
from aiogram.types import Message

from tests.fake_telegram.echo_bot import main

router = Router()


@router.message()
async def echo(message: Message) -> None:
    await message.answer(message.text or "…", parse_mode=None)


if __name__ == "__main__":
    main(router)
