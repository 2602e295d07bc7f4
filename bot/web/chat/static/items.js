// A list, one field an item. It is sent as somebody would type it: one item a line.

import { button, composing, el, grow } from "./dom.js";
import { t } from "./texts.js";

export class ItemsEditor {
  constructor({ value, placeholder = "" }, { changed, send, removed }) {
    this.changed = changed;
    this.removed = removed;
    this.send = send;
    this.placeholder = placeholder;
    this.hint = t("item_hint");
    this.list = el("ol", { class: "items", "aria-label": t("items") });
    this.element = el("div", { class: "fields" }, this.list);
    this.tools = [button(t("item_add"), "quiet add", () => this.#add(this.list.childElementCount, "").field.focus())];
    this.text = value.join("\n");
  }

  get fields() {
    return [...this.list.querySelectorAll("textarea")];
  }

  get text() {
    return this.fields.map((field) => field.value.trim()).filter(Boolean).join("\n");
  }

  set text(value) {
    this.list.replaceChildren();
    const items = value.split("\n").filter((line) => line.trim());
    for (const item of [...items, ""]) this.#add(this.list.childElementCount, item);
  }

  settle() {
    this.fields.forEach(grow);
  }

  focus() {
    (this.fields.find((field) => !field.value) ?? this.fields.at(-1))?.focus();
  }

  #add(position, value) {
    const field = el("textarea", {
      rows: 1,
      placeholder: position ? "" : this.placeholder,
      oninput: () => {
        grow(field);
        this.changed();
      },
      onkeydown: (event) => this.#key(event, row),
      onpaste: (event) => this.#paste(event, row),
    });
    field.value = value;
    const row = el(
      "li",
      {},
      field,
      el(
        "span",
        { class: "tools" },
        button("↑", "tool up", () => this.#move(row, row.previousElementSibling, "up")),
        button("↓", "tool down", () => this.#move(row.nextElementSibling, row, "down")),
        button("×", "tool remove", () => this.#remove(row)),
      ),
    );
    this.list.insertBefore(row, this.list.children[position] ?? null);
    this.#number();
    grow(field);
    return { row, field };
  }

  #position(row) {
    return [...this.list.children].indexOf(row);
  }

  #number() {
    [...this.list.children].forEach((row, n, rows) => {
      const number = n + 1;
      row.querySelector("textarea").setAttribute("aria-label", t("item", { number }));
      const up = row.querySelector(".up");
      const down = row.querySelector(".down");
      up.setAttribute("aria-label", t("item_up", { number }));
      down.setAttribute("aria-label", t("item_down", { number }));
      row.querySelector(".remove").setAttribute("aria-label", t("item_remove", { number }));
      up.disabled = n === 0;
      down.disabled = n === rows.length - 1;
    });
  }

  #key(event, row) {
    if (composing(event)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey || this.#ends(row)) this.send();
      else this.#next(row);
    } else if (event.key === "Backspace" && !event.target.value && this.list.childElementCount > 1) {
      event.preventDefault();
      this.#remove(row);
    }
  }

  // Enter in an empty last item means that there is no more.
  #ends(row) {
    return !row.nextElementSibling && !row.querySelector("textarea").value.trim() && Boolean(this.text);
  }

  #next(row) {
    const following = row.nextElementSibling?.querySelector("textarea");
    if (following && !following.value) following.focus();
    else this.#add(this.#position(row) + 1, "").field.focus();
  }

  #paste(event, row) {
    const lines = (event.clipboardData?.getData("text") ?? "").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    const field = event.target;
    const place = this.#position(row);
    field.setRangeText(lines[0], field.selectionStart, field.selectionEnd, "end");
    grow(field);
    lines.slice(1).forEach((line, n) => this.#add(place + 1 + n, line));
    this.fields[place + lines.length - 1].focus();
    this.changed();
  }

  // `lower` goes before `upper`.
  #move(lower, upper, direction) {
    if (!lower || !upper) return;
    this.list.insertBefore(lower, upper);
    this.#number();
    this.changed();
    const moved = direction === "up" ? lower : upper;
    const tool = moved.querySelector(`.${direction}`);
    (tool.disabled ? moved.querySelector("textarea") : tool).focus();
  }

  #remove(row) {
    const place = this.#position(row);
    const text = row.querySelector("textarea").value.trim();
    const before = this.fields.slice(0, place).filter((field) => field.value.trim()).length;
    row.remove();
    if (!this.list.childElementCount) this.#add(0, "");
    this.#number();
    this.fields[Math.max(0, place - 1)].focus();
    this.changed();
    if (text) this.removed(text, before);
  }
}
