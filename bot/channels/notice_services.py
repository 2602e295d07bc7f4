"""Notices to the team by e-mail, Mattermost, Rocket.Chat and whatever else apprise knows. Importing it takes
apprise, an extra: ask for it late."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

import apprise
from apprise.attachment.memory import AttachMemory

from bot.channels.messenger.screen import shortened
from bot.documents.long_document import DocumentTooLong
from bot.documents.on_demand import DocumentCache, File
from bot.ports import Channel, Delivered, DeliveryContext, DeliveryOutcome, Refused, Retry
from bot.setting_values import NoticeUrl
from bot.settings import SettingError
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Attachment, Reply
from knowledge.text.markup import RichText

LONGEST_SUBJECT = 120
# Else services would be told to fetch apprise's picture from a foreign site.
_OURS = apprise.AppriseAsset(
    app_id="Segmentbot", app_desc="Segmentbot", app_url="", image_url_mask="", image_url_logo=""
)

# It would log addresses, with what is secret in them, and what services answer.
logging.getLogger("apprise").disabled = True


class Notices(Channel):
    """The channel of notices; each service is a chat of it. A file that a service does not take is told of,
    with a link to the team's page if there is one."""

    def __init__(
        self,
        name: str,
        urls: Sequence[NoticeUrl],
        documents: DocumentCache,
        phrases: Phrases,
        page: str | None,
    ) -> None:
        self.name = name
        self._services: Mapping[str, apprise.NotifyBase] = {url.name: _service(url) for url in urls}
        self._documents = documents
        self._phrases = phrases
        self._page = page

    async def deliver(self, to: Address, reply: Reply, context: DeliveryContext) -> DeliveryOutcome:
        """Sends in a thread; a service says no more of a failure than that it failed."""
        service = self._services.get(to.chat)
        if service is None:
            return Refused("no longer among SEGMENTBOT_NOTICES")
        body, files = reply.body, list[File]()
        for attachment in reply.attachments:
            file = await self._file(attachment) if service.attachment_support else None
            if file is None:
                body += self._left_out(reply, attachment)
            else:
                files.append(file)
        title, _, text = body.plain().partition("\n")
        carried = [AttachMemory(each.content, each.name) for each in files]  # type: ignore[no-untyped-call]
        attach = apprise.AppriseAttachment(carried) if files else None
        sent = await asyncio.to_thread(
            service.notify,
            body=text.strip() or title,
            title=shortened(title, LONGEST_SUBJECT),
            overflow=apprise.OverflowMode.SPLIT,
            attach=attach,
        )
        return Delivered() if sent else Retry()

    async def _file(self, attachment: Attachment) -> File | None:
        try:
            return await self._documents.issued(attachment.document, attachment.format)
        except DocumentTooLong:
            return None

    def _left_out(self, reply: Reply, attachment: Attachment) -> RichText:
        name, link = attachment.file_name, self._page and f"{self._page}/documents/{attachment.document}"
        key = "notice-file-link" if link else "notice-file-left-out"
        return self._phrases.text(reply.language, key, name=name, link=link or "")


def _service(url: NoticeUrl) -> apprise.NotifyBase:
    found = apprise.Apprise.instantiate(url.secret.get_secret_value(), asset=_OURS)
    if found is None:
        problem = f"{url.scheme}://… is no address that apprise knows"
        raise SettingError("NOTICES", problem, "see docs/running.md")
    # In a letter of HTML, lines would run together, and «<…>» be taken for markup.
    found.notify_format = apprise.NotifyFormat.TEXT
    return found
