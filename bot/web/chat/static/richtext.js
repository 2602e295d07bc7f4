// Blocks of rich text as elements.

import { el } from "./dom.js";
import { t } from "./texts.js";

export const richText = (blocks) => blocks.map(block);

function block(one) {
  if (one.kind === "listing") {
    const items = one.items.map((spans) => el("li", {}, ...spans.flatMap(span)));
    return one.ordered ? el("ol", { start: one.start }, ...items) : el("ul", {}, ...items);
  }
  if (one.kind === "table") return table(one.rows);
  if (one.kind === "picture") {
    const picture = el("img", { src: `/api/pictures/${encodeURIComponent(one.file)}`, alt: one.description });
    return el("figure", {}, picture, el("figcaption", { "aria-hidden": "true" }, one.description));
  }
  return el("p", {}, ...one.spans.flatMap(span));
}

function table([heading, ...rows]) {
  const row = (cells, kind) => el("tr", {}, ...cells.map((spans) => el(kind, {}, ...spans.flatMap(span))));
  return el(
    "table",
    {},
    el("thead", {}, row(heading, "th")),
    el("tbody", {}, ...rows.map((cells) => row(cells, "td"))),
  );
}

function span(one) {
  let nodes = lines(one.text);
  if (one.emphasis) nodes = [el("em", {}, ...nodes)];
  if (one.strong) nodes = [el("strong", {}, ...nodes)];
  return one.link && /^https?:\/\//.test(one.link) ? [link(one.link, nodes)] : nodes;
}

const lines = (text) => text.split("\n").flatMap((line, n) => [...(n ? [el("br")] : []), ...commands(line)]);

// A command that the bot names can be pressed; nobody need type it.
const COMMAND = /(?<=^|[\s(«])(\/[a-z]+(?:_[a-z]+)*)(?=$|[\s.,;:!?)»])/;

const commands = (line) =>
  line.split(COMMAND).map((part, n) => (n % 2 ? el("button", { type: "button", class: "link", "data-say": part }, part) : part));

export const link = (address, nodes, className = null) =>
  el(
    "a",
    { href: address, class: className, target: "_blank", rel: "noopener noreferrer" },
    ...nodes,
    el("span", { class: "unseen" }, ` (${t("opens_outside")})`),
  );
