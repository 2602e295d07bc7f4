// The buttons of one reply. They keep their place and the focus when the same question comes again.

import { chose, wasChosen } from "./chosen.js";
import { button, el } from "./dom.js";
import { link } from "./richtext.js";
import { t } from "./texts.js";

const GROUPS = [
  ["choice", "toggle"],
  ["done", "control"],
  ["danger"],
];
const FORGIVING = 8000;

// What is put back once cannot be put back again.
const isSpent = (id) => id.startsWith("undo:") && wasChosen(id);

// A lasting button says all in its id; a bound one belongs to its question: `<offer>.<position>`.
export const isLasting = (id) => !/^\d+\.\d+$/.test(id);

export class Buttons {
  // `heading`: the id of the question that the options belong to, if there is one; `passed`: nothing is asked here.
  constructor(buttons, press, { heading = null, passed = false } = {}) {
    this.press = press;
    this.heading = heading;
    this.retired = passed;
    this.flipped = new Map();
    this.element = el("div", { class: "buttons" });
    this.#build(buttons);
  }

  // `waiting(id)`: whether a press of that button is still on its way.
  update(buttons, waiting) {
    for (const id of [...this.flipped.keys()]) if (!waiting(id)) this.flipped.delete(id);
    this.#release();
    const same =
      buttons.length === this.buttons.length &&
      buttons.every((one, n) => one.role === this.buttons[n].role && Boolean(one.url) === Boolean(this.buttons[n].url));
    if (!same) return this.#rebuild(buttons);
    this.buttons = buttons;
    buttons.forEach((one, n) => !one.url && this.#label(this.nodes[n], one));
    return undefined;
  }

  // The question has been passed: only lasting buttons stay alive.
  retire() {
    this.retired = true;
    this.#release();
    this.nodes.forEach((node, n) => this.#pass(node, this.buttons[n], n));
  }

  // A passed button is a word of the record, and nothing that can be reached or pressed.
  #pass(node, one, position) {
    if (one.url || (isLasting(one.id) && one.role !== "danger" && !isSpent(one.id)) || node.tagName === "SPAN") return;
    const marked = node.getAttribute("aria-checked") === "true" || (one.role === "choice" && wasChosen(one.id));
    const record = el("span", { class: `${node.className} dead${marked ? " chosen" : ""}` }, ...node.childNodes);
    if (marked) record.append(el("span", { class: "unseen" }, `, ${t("chosen")}`));
    node.replaceWith(record);
    this.nodes[position] = record;
  }

  #rebuild(buttons) {
    const focused = this.nodes.indexOf(document.activeElement);
    const label = focused >= 0 ? this.buttons[focused].label : null;
    this.element.replaceChildren();
    this.#build(buttons);
    if (label === null) return;
    const again = buttons.findIndex((one) => one.label === label);
    this.nodes[again >= 0 ? again : Math.min(focused, this.nodes.length - 1)]?.focus();
  }

  #build(buttons) {
    this.buttons = buttons;
    this.nodes = [];
    let number = 0;
    const groups = GROUPS.map((_, n) => el("div", { class: n ? "controls" : "choices", role: "group", ...this.#named(n) }));
    groups[2].classList.add("dangers");
    // «Done» before all options needs none of them: it leads.
    const lead = el("div", { class: "controls" });
    buttons.forEach((one, position) => {
      const choice = one.role === "choice" && !one.url ? (number += 1) : one.number;
      const node = one.url ? this.#link(one) : this.#button(one, position, choice);
      this.nodes.push(node);
      const leads = one.role === "done" && !groups[0].childElementCount;
      (leads ? lead : groups[GROUPS.findIndex((roles) => roles.includes(one.role))]).append(node);
    });
    this.element.append(...[lead, ...groups].filter((group) => group.childElementCount));
    if (this.retired) this.nodes.forEach((node, n) => isSpent(this.buttons[n].id ?? "") && this.#pass(node, this.buttons[n], n));
  }

  #named(group) {
    if (group === 0 && this.heading) return { "aria-labelledby": this.heading };
    return { "aria-label": t(["options", "actions", "removals"][group]) };
  }

  #link(one) {
    return /^https:\/\//.test(one.url) ? link(one.url, [one.label], `button ${one.role}`) : el("span", {}, one.label);
  }

  #button(one, position, number) {
    const node = button("", `button ${one.role}`, () => this.#pressed(position));
    if (number) node.append(el("span", { class: "number", "aria-hidden": "true" }, String(number)));
    if (one.role === "toggle") node.append(el("span", { class: "box", "aria-hidden": "true" }));
    node.append(el("span", { class: "label" }));
    this.#label(node, one);
    return node;
  }

  #label(node, one) {
    node.querySelector(".label").textContent = one.label;
    if (one.role !== "toggle") return;
    const chosen = this.flipped.get(one.id) ?? Boolean(one.selected);
    node.setAttribute("role", "checkbox");
    node.setAttribute("aria-checked", String(chosen));
    node.querySelector(".box").textContent = chosen && one.rank ? String(one.rank) : "";
    node.classList.toggle("ranked", Boolean(chosen && one.rank));
    node.querySelector(".unseen")?.remove();
    if (chosen && one.rank) node.append(el("span", { class: "unseen" }, `, ${one.rank}`));
  }

  #pressed(position) {
    const one = this.buttons[position];
    const node = this.nodes[position];
    if (node.getAttribute("aria-disabled") === "true") return;
    if (one.role === "toggle") {
      this.flipped.set(one.id, !(this.flipped.get(one.id) ?? Boolean(one.selected)));
      this.#label(node, { ...one, rank: null });
    } else if (!isLasting(one.id)) {
      chose(one.id);
      this.#hold(node);
    }
    if (this.retired && one.id.startsWith("undo:")) {
      chose(one.id);
      this.#pass(node, one, position);
    }
    this.press(one);
  }

  // A double click must not answer the next question: the group rests until the bot has spoken.
  #hold(pressed) {
    pressed.classList.add("pressed");
    this.nodes.forEach((node, n) => {
      if (!this.buttons[n].url && !isLasting(this.buttons[n].id)) node.setAttribute("aria-disabled", "true");
    });
    this.held = setTimeout(() => this.#release(), FORGIVING);
  }

  #release() {
    clearTimeout(this.held);
    for (const node of this.nodes) {
      if (node.classList.contains("dead")) continue;
      node.classList.remove("pressed");
      node.removeAttribute("aria-disabled");
    }
  }
}
