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
  const address = one.link && /^https?:\/\//.test(one.link) ? one.link : null;
  let nodes = address ? [one.text] : lines(one.text);
  if (one.emphasis) nodes = [el("em", {}, ...nodes)];
  if (one.strong) nodes = [el("strong", {}, ...nodes)];
  return address ? [link(address, nodes)] : nodes;
}

const lines = (text) => text.split("\n").flatMap((line, n) => [...(n ? [el("br")] : []), ...pressable(line)]);

// An address can be opened and a command that the bot names pressed; nobody need type them.
const PRESSABLE = /(https:\/\/\S*[^\s.,;:!?)»"]|(?<=^|[\s(«])\/[a-z]+(?:_[a-z]+)*(?=$|[\s.,;:!?)»]))/;

const pressable = (line) =>
  line.split(PRESSABLE).map((part, n) => {
    if (n % 2 === 0) return part;
    return part.startsWith("/") ? el("button", { type: "button", class: "link", "data-say": part }, part) : link(part, [part]);
  });

export const link = (address, nodes, className = null) =>
  el(
    "a",
    { href: address, class: className, target: "_blank", rel: "noopener noreferrer" },
    ...nodes,
    el("span", { class: "unseen" }, ` (${t("opens_outside")})`),
  );
