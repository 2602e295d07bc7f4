// Check-your-answers in one view: every section, every answer with its way to the question, remarks at their fields.

import { button, el } from "./dom.js";
import { richText } from "./richtext.js";
import { t } from "./texts.js";

const SIGNS = { error: "!", warning: "?", hint: "i" };

// The number of the segment that a row is about, from 1.
const segmentOf = (row) => {
  const path = /@(\d+)$/.exec(row.id);
  return path && Number(path[1]) + 1;
};

// The eyes and the focus go there.
const lead = (node) => {
  node.scrollIntoView({ block: "center" });
  node.querySelector("button")?.focus({ preventScroll: true });
};

// press(button). The element of what is read first is `start`, if the review names one.
export class Review {
  constructor({ review, buttons }, press) {
    this.press = (id) => press({ id, role: "control" });
    const segments = review.sections.flatMap((section) => section.rows.map(segmentOf));
    this.several = new Set(segments.filter(Boolean)).size > 1;
    const ends = buttons.filter((one) => one.role === "done").map((one) => button(one.label, "button done bound", () => press(one)));
    const sections = review.sections.map((section) => this.#section(section, review.at));
    const apart = review.remarks.map((remark) => this.#remark(remark));
    this.toEnd = ends.length ? el("div", { class: "to-end" }, ...ends) : null;
    this.nodes = [
      ...richText(review.intro),
      ...(this.toEnd ? [this.toEnd] : []),
      ...(this.#counted(review) ?? []),
      ...(apart.length ? [el("ul", { class: "remarks" }, ...apart)] : []),
      ...sections,
    ];
    // What keeps the document back, null where nothing does.
    this.obstacle = [this.listed, ...apart].find((node) => node?.matches(".blocking, .error")) ?? null;
  }

  // The first answer with a remark when one was mended, the answer changed otherwise.
  get start() {
    return this.changed ?? null;
  }

  toObstacle() {
    lead(this.obstacle);
  }

  #counted(review) {
    const rows = review.sections.flatMap((section) => section.rows);
    const link = (row) => el("li", {}, button(row.label + this.#of(row), "link", () => lead(this.rows.get(row.id))));
    // What keeps the document back comes first, by itself.
    const blocks = (row) => row.remarks.some((remark) => remark.level === "error");
    const lists = [
      ["review_errors", rows.filter(blocks)],
      ["review_remarks", rows.filter((row) => row.remarks.length && !blocks(row))],
    ].filter(([, found]) => found.length);
    if (!lists.length) return null;
    const parts = lists.flatMap(([key, found]) => [el("p", {}, t(key)), el("ul", {}, ...found.map(link))]);
    const list = el("div", { class: `to-remarks${rows.some(blocks) ? " blocking" : ""}`, role: "group", "aria-label": t("review_remarks") }, ...parts);
    if (review.at === "remarks") this.changed = this.toEnd ?? list;
    this.listed = list;
    return [list];
  }

  // Of several segments the one that the row is about: «(Сегмент 2)».
  #of(row) {
    return this.several && segmentOf(row) ? ` (${t("segment", { segment: segmentOf(row) })})` : "";
  }

  #section(section, at) {
    this.rows ??= new Map();
    return el(
      "section",
      { class: "reviewed" },
      el("h3", {}, section.title),
      el("dl", {}, ...section.rows.map((row) => this.#row(row, at))),
    );
  }

  #row(row, at) {
    const many = row.lines.length > 1;
    const change = row.state === "missing" ? "answer_it" : "change";
    const lines = many ? el("ul", {}, ...row.lines.map((line) => el("li", {}, line))) : el("p", {}, row.lines[0] ?? "");
    const node = el(
      "div",
      { class: `row ${row.state}` },
      el("dt", {}, row.label),
      el(
        "dd",
        {},
        lines,
        ...(row.remarks.length ? [el("ul", { class: "remarks" }, ...row.remarks.map((remark) => this.#remark(remark, this.#of(row))))] : []),
      ),
      row.change === null
        ? null
        : el("dd", { class: "change" }, button(t(change), "quiet small bound", () => this.press(row.change), { "aria-label": t(`${change}_of`, { label: row.label + this.#of(row) }) })),
    );
    this.rows.set(row.id, node);
    if (row.id === at) this.changed = node;
    return node;
  }

  #remark(remark, of = "") {
    return el(
      "li",
      { class: `remark ${remark.level}` },
      el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[remark.level]),
      el("div", {}, el("strong", {}, `${remark.title}. `), remark.message, this.#remedies(remark, of)),
    );
  }

  #remedies(remark, of) {
    const mend = remark.mend && button(t("mend"), "quiet small bound", () => this.press(remark.mend), { "aria-label": t("mend_of", { title: remark.title + of }) });
    const keep = remark.keep && button(t("keep"), "quiet small bound", () => this.press(remark.keep), { "aria-label": t("keep_of", { title: remark.title + of }) });
    return el("div", { class: "remedies" }, mend || null, keep || null);
  }
}
