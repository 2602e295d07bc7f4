"""Bad input over HTTP: a clear word, and what was there stays."""

import asyncio
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.bad_input import TEXTS
from tests.documents.reading import docx_paragraphs, normal, pdf_pages
from tests.launcher.service import Service
from tests.whole.caller import Caller, attachments

pytestmark = pytest.mark.asyncio(loop_scope="session")
AGENCY = "Министерство социальной политики Приозёрской области"
HOSTILE = (
    "<script>alert(1)</script> & {{ needs }} {% if %} **b** \u202eрп\u202c 😀 \x07\x00 [x](https://e.org)"
)


@pytest_asyncio.fixture(loop_scope="session")
async def person(service: Service) -> AsyncIterator[Caller]:
    """Somebody who stands at the name of the service, the agency's name given."""
    async with Caller(service.address) as caller:
        for text in ("/profile", AGENCY, "1", "1", "1"):
            await caller.say(text)
        yield caller


async def test_what_was_there_stays_whatever_comes(person: Caller) -> None:
    question = "Как называется услуга?"
    odd = ("a letter without end", "invisible characters", "half a character", "a slash")
    for text in ("/nonsense", *(TEXTS[name] for name in odd)):
        assert question in await person.say(text)
    assert "пустое" in await person.refused({"text": "   "})
    await person.post({"upload": {"kind": "file", "name": "ответ.docx", "size": 10}})
    assert question in await person.say("Субсидии")
    assert "Кто имеет право" in await person.say("Предоставление субсидий на оплату жилья")


async def test_hostile_text_stands_in_the_documents_as_it_was_typed(person: Caller) -> None:
    await person.say(HOSTILE)
    await person.say("/document")
    files = {
        file["format"]: await person.download(file["url"].split("/")[-1].split(".")[0], file["format"])
        for file in attachments(await person.messages())
    }
    expected = normal("<script>alert(1)</script> & {{ needs }} {% if %} **b**")
    assert expected in normal("".join(docx_paragraphs(files["docx"])))
    assert expected in normal("".join(pdf_pages(files["pdf"])))
    assert files["png"].startswith(b"\x89PNG")


async def test_twenty_presses_at_once_and_an_old_button_change_nothing_twice(service: Service) -> None:
    async with Caller(service.address) as caller:
        await caller.say("/profile")
        await caller.say(AGENCY)
        button = (await caller.messages())[-1]["reply"]["buttons"][0]["id"]
        answers = await asyncio.gather(*(caller.post({"press": button}) for _ in range(20)))
        assert sum(not answer["notice"] for answer in answers) == 1
        asked = [message for message in await caller.messages() if "Какой процесс" in str(message)]
        assert len(asked) == 1
        for old in (button, "1.1", "999999.3", "entry:none", "", "🙂"):
            answer = await caller.post({"press": old}) if old else {"notice": "-"}
            assert answer["notice"]
        assert "Какой процесс" in str((await caller.messages())[-1])


async def test_a_second_tab_cannot_put_its_text_under_another_question(person: Caller) -> None:
    slot = (await person.messages())[-1]["reply"]["slot"]
    await person.post({"text": "Предоставление субсидий на оплату жилья", "offer": slot})
    await person.post({"text": "Ответ из второй вкладки, набранный раньше", "offer": slot})
    last = [str(message) for message in (await person.messages())[-2:]]
    assert "Ответ из второй вкладки" in last[0]
    assert "Кто имеет право" in last[1]


async def test_a_file_itself_is_refused_before_it_is_read(service: Service) -> None:
    async with Caller(service.address) as caller, aiohttp.ClientSession() as session:
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(bytes(50 * 1024 * 1024)), filename="big.bin")
        try:
            async with session.post(f"{service.address}/api/events", data=form) as response:
                assert response.status in (413, 415)
                assert (await response.json())["message"]
        except aiohttp.ClientConnectionError:
            pass  # the server may close while the rest is still being sent
        assert "Здравствуйте" in str((await caller.messages())[0])
