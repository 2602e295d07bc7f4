// One line of the chat: what the person said, or a reply with its buttons and files.

import { Buttons } from "./buttons.js";
import { button, el } from "./dom.js";
import { Review } from "./review.js";
import { richText } from "./richtext.js";
import { t } from "./texts.js";

const SIGNS = { mistake: "!", success: "✓" };
// What the page's own controls say is shown in their words.
const COMMANDS = new Map([["/profile", "new_profile"], ["/glossary", "glossary"], ["/help", "help"], ["/left", "whats_left"]]);

export class OwnMessage {
  constructor(text) {
    this.text = text;
    this.element = el(
      "article",
      { class: /^\/[a-zа-я_]+( \S+)?$/i.test(text) ? "message own command" : "message own" },
      el("span", { class: "unseen" }, `${t("you")}: `),
      el("p", { class: "said" }, COMMANDS.has(text) ? t(COMMANDS.get(text)) : text),
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
    this.press = press;
    this.heading = `asked-${(counted += 1)}`;
    this.buttons = new Buttons(shown(reply), press, { heading: asks(reply) ? this.heading : null, passed: reply.slot === null });
    this.element.append(el("span", { class: "unseen" }, `${t("bot")}: `), this.content, this.buttons.element);
    this.#fill(reply);
  }

  update(reply, waiting) {
    if (written(reply) !== this.written) this.#fill(reply);
    this.buttons.update(shown(reply), waiting);
  }

  retire() {
    this.element.classList.add("passed");
    this.buttons.retire();
    for (const bound of this.content.querySelectorAll("button.bound")) bound.remove();
  }

  // Where reading begins.
  get start() {
    return this.review?.start ?? this.element;
  }

  #fill(reply) {
    this.written = written(reply);
    this.element.dataset.tone = reply.tone;
    const sign = SIGNS[reply.tone];
    this.review = reply.review ? new Review(reply, this.press) : null;
    this.content.classList.toggle("wide", Boolean(this.review));
    const body = this.review ? this.review.nodes : richText(reply.body);
    if (asks(reply)) headed(body, this.heading);
    if (reply.tone === "answer") body.push(share(this.content, reply.entry));
    this.content.replaceChildren(
      ...(sign
        ? [el("p", { class: "tone" }, el("span", { class: "sign", "aria-hidden": "true" }, sign), t(`tone_${reply.tone}`))]
        : []),
      ...body.filter(Boolean),
      ...files(reply.attachments),
    );
  }
}

// An answer can be taken along: its words, or a link to it.
function share(content, entry) {
  if (!navigator.clipboard) return null;
  const done = (node) => {
    node.textContent = t("copied");
    setTimeout(() => (node.textContent = node.dataset.words), 2000);
  };
  const action = (key, text) => {
    const node = button(t(key), "quiet small", () => navigator.clipboard.writeText(text()).then(() => done(node), () => {}), { "data-words": t(key) });
    return node;
  };
  const words = () => [...content.children].filter((node) => node !== place).map((node) => node.innerText).join("\n\n");
  const place = el("div", { class: "share" }, action("copy_answer", words), entry && action("copy_link", () => `${location.origin}/#${entry}`));
  return place;
}

let counted = 0;

const asks = (reply) => reply.question !== null || reply.tone === "question";

// The view of everything has its own ways to the sections.
const shown = (reply) => (reply.review ? reply.buttons.filter((one) => one.role !== "choice") : reply.buttons);

// The question is a heading: the last paragraph that is strong throughout, after whatever leads to it.
function headed(nodes, id) {
  const strong = nodes.filter((node) => node.tagName === "P" && node.childNodes.length === 1 && node.firstChild.tagName === "STRONG");
  const asked = strong.at(0) ?? nodes.find((node) => node.tagName === "P");
  if (!asked) return;
  const heading = el("h2", { id, class: "asked" }, ...asked.childNodes);
  nodes.splice(nodes.indexOf(asked), 1, heading);
}

const written = (reply) => JSON.stringify([reply.body, reply.attachments, reply.tone, reply.review]);

function files(attachments) {
  if (!attachments.length) return [];
  const pictures = attachments.filter((file) => file.format === "png").map(picture);
  const rest = attachments.filter((file) => file.format !== "png").map(download);
  return [...(rest.length ? [el("ul", { class: "files" }, ...rest)] : []), ...pictures];
}

// Of the page's own API, wherever it stands.
const here = (url) => url.replace(/^\//, "");

const download = (file) =>
  el(
    "li",
    {},
    el(
      "a",
      { class: `file ${file.format}`, href: here(file.url), download: file.file_name },
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
      { href: here(file.url), target: "_blank", rel: "noopener" },
      el("img", { src: here(file.url), alt: file.caption || t("preview", { name: file.file_name }), loading: "lazy" }),
    ),
    file.caption ? el("figcaption", {}, file.caption) : null,
  );
