// One line of the chat: what the person said, or a reply with its buttons and files.

import { Buttons } from "./buttons.js";
import { el } from "./dom.js";
import { richText } from "./richtext.js";
import { t } from "./texts.js";

const SIGNS = { mistake: "!", success: "✓" };

export class OwnMessage {
  constructor(text) {
    this.text = text;
    this.element = el(
      "article",
      { class: /^\/[a-zа-я_]+( \S+)?$/i.test(text) ? "message own command" : "message own" },
      el("span", { class: "unseen" }, `${t("you")}: `),
      el("p", { class: "said" }, text),
    );
  }

  // A word under the text: it is still on its way.
  note(words) {
    this.element.querySelector(".way")?.remove();
    if (words) this.element.append(el("p", { class: "way" }, words));
  }
}

export class BotMessage {
  constructor(reply, press) {
    this.slot = reply.slot;
    this.element = el("article", { class: "message bot", tabindex: "-1" });
    this.content = el("div", { class: "content" });
    this.buttons = new Buttons(reply.buttons, press);
    this.element.append(el("span", { class: "unseen" }, `${t("bot")}: `), this.content, this.buttons.element);
    this.#fill(reply);
  }

  update(reply, waiting) {
    if (written(reply) !== this.written) this.#fill(reply);
    this.buttons.update(reply.buttons, waiting);
  }

  retire() {
    this.element.classList.add("passed");
    this.buttons.retire();
  }

  #fill(reply) {
    this.written = written(reply);
    this.element.dataset.tone = reply.tone;
    const sign = SIGNS[reply.tone];
    this.content.replaceChildren(
      ...(sign
        ? [el("p", { class: "tone" }, el("span", { class: "sign", "aria-hidden": "true" }, sign), t(`tone_${reply.tone}`))]
        : []),
      ...richText(reply.body),
      ...files(reply.attachments),
    );
  }
}

const written = (reply) => JSON.stringify([reply.body, reply.attachments, reply.tone]);

function files(attachments) {
  if (!attachments.length) return [];
  const pictures = attachments.filter((file) => file.format === "png").map(picture);
  const rest = attachments.filter((file) => file.format !== "png").map(download);
  return [...pictures, ...(rest.length ? [el("ul", { class: "files" }, ...rest)] : [])];
}

const download = (file) =>
  el(
    "li",
    {},
    el(
      "a",
      { class: `file ${file.format}`, href: file.url, download: file.file_name },
      el("span", { class: "format", "aria-hidden": "true" }, file.format.toUpperCase()),
      el(
        "span",
        { class: "file-words" },
        el("span", { class: "unseen" }, t("download", { name: "" })),
        el("span", { class: "file-name" }, file.file_name),
        el("span", { class: "file-kind" }, file.caption || t(`document_${file.format}`)),
      ),
    ),
  );

const picture = (file) =>
  el(
    "figure",
    {},
    el(
      "a",
      { href: file.url, target: "_blank", rel: "noopener" },
      el("img", { src: file.url, alt: file.caption || t("preview", { name: file.file_name }), loading: "lazy" }),
    ),
    file.caption ? el("figcaption", {}, file.caption) : null,
  );
