// A small table. It is sent as somebody would type it: one row a line, cells parted by `|`.

import { button, composing, el, grow } from "./dom.js";
import { cells, oneLine, typedRows } from "./pasted.js";
import { t } from "./texts.js";

export class RowsEditor {
  constructor({ columns, value }, { changed, send, removed }) {
    this.columns = columns;
    this.changed = changed;
    this.removed = removed;
    this.send = send;
    this.hint = t("row_hint");
    this.body = el("tbody");
    const headings = columns.map((column) =>
      el("th", { scope: "col" }, column.label, column.required ? null : el("small", {}, ` ${t("optional")}`)),
    );
    this.element = el(
      "div",
      { class: "fields" },
      el(
        "table",
        { class: "rows", "aria-label": t("rows") },
        el("thead", {}, el("tr", {}, ...headings, el("td", { class: "tools" }))),
        this.body,
      ),
    );
    this.tools = [button(t("row_add"), "quiet add", () => this.#add([]).querySelector("textarea").focus())];
    this.#fill(value);
  }

  get rows() {
    return [...this.body.children].map((row) =>
      [...row.querySelectorAll("textarea")].map((cell) => oneLine(cell.value)),
    );
  }

  get text() {
    return this.rows.filter((row) => row.some(Boolean)).map(typedRow).join("\n");
  }

  set text(value) {
    this.#fill(fitting(typedRows(value), this.columns.length));
  }

  settle() {
    this.body.querySelectorAll("textarea").forEach(grow);
  }

  focus() {
    const fields = [...this.body.querySelectorAll("textarea")];
    (fields.find((field) => !field.value) ?? fields.at(-1))?.focus();
  }

  #fill(rows) {
    this.body.replaceChildren();
    for (const row of rows.length ? rows : [[]]) this.#add(row);
  }

  #add(values, before = null) {
    const row = el("tr");
    this.columns.forEach((column, place) => {
      const field = el("textarea", {
        rows: 1,
        oninput: () => {
          grow(field);
          this.changed();
        },
        onkeydown: (event) => this.#key(event, row),
        onpaste: (event) => this.#paste(event, row, place),
      });
      field.value = values[place] ?? "";
      row.append(el("td", {}, el("span", { class: "caption", "aria-hidden": "true" }, column.label), field));
    });
    const tools = [
      button("↑", "tool up", () => this.#move(row, row.previousElementSibling, "up")),
      button("↓", "tool down", () => this.#move(row.nextElementSibling, row, "down")),
      button("+", "tool insert", () => this.#add([], row.nextElementSibling).querySelector("textarea").focus()),
      button("×", "tool remove", () => this.#remove(row)),
    ];
    row.append(el("td", { class: "tools" }, ...tools));
    this.body.insertBefore(row, before);
    this.#number();
    row.querySelectorAll("textarea").forEach(grow);
    return row;
  }

  #number() {
    [...this.body.children].forEach((row, n, rows) => {
      const number = n + 1;
      row.querySelectorAll("textarea").forEach((field, place) =>
        field.setAttribute("aria-label", t("cell", { column: this.columns[place].label, number })),
      );
      for (const tool of ["up", "down", "insert", "remove"]) {
        row.querySelector(`.${tool}`).setAttribute("aria-label", t(`row_${tool}`, { number }));
      }
      row.querySelector(".up").disabled = n === 0;
      row.querySelector(".down").disabled = n === rows.length - 1;
    });
  }

  // As in a spreadsheet after Tab: the next row begins with its first cell.
  #key(event, row) {
    if (event.key !== "Enter" || composing(event)) return;
    event.preventDefault();
    const ends = !row.nextElementSibling && !this.rows.at(-1).some(Boolean) && Boolean(this.text);
    if (event.ctrlKey || event.metaKey || ends) {
      this.send();
      return;
    }
    const next = row.nextElementSibling ?? this.#add([]);
    next.querySelector("textarea").focus();
  }

  #paste(event, row, place) {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!/[\t\n|]/.test(pasted.trim())) return;
    event.preventDefault();
    let target = row;
    for (const values of fitting(cells(pasted), this.columns.length - place)) {
      target ??= this.#add([]);
      const fields = [...target.querySelectorAll("textarea")];
      values.forEach((value, n) => {
        fields[place + n].value = value;
        grow(fields[place + n]);
      });
      target = target.nextElementSibling;
    }
    this.changed();
  }

  // `lower` goes before `upper`.
  #move(lower, upper, direction) {
    if (!lower || !upper) return;
    this.body.insertBefore(lower, upper);
    this.#number();
    this.changed();
    const moved = direction === "up" ? lower : upper;
    const tool = moved.querySelector(`.${direction}`);
    (tool.disabled ? moved.querySelector("textarea") : tool).focus();
  }

  #remove(row) {
    const near = row.previousElementSibling ?? row.nextElementSibling;
    const place = [...this.body.children].indexOf(row);
    const values = this.rows[place];
    const before = this.rows.slice(0, place).filter((other) => other.some(Boolean)).length;
    row.remove();
    this.#number();
    (near ?? this.#add([])).querySelector("textarea").focus();
    this.changed();
    if (values.some(Boolean)) this.removed(typedRow(values), before);
  }
}

// Without a column of row numbers that has no room; what is too much stays in the last cell.
function fitting(rows, room) {
  const tooWide = rows.some((values) => values.length > room);
  const numbered = tooWide && rows.every(([first]) => first.startsWith("№") || !/\p{L}/u.test(first));
  return rows
    .map((values) => (numbered ? values.slice(1) : values))
    .map((values) => [...values.slice(0, room - 1), values.slice(room - 1).filter(Boolean).join("; ")].slice(0, values.length));
}

// One mark at least stays: without it a cell might be a command.
export const typedRow = (row) => row.slice(0, Math.max(row.findLastIndex(Boolean) + 1, 2)).join(" | ").trimEnd();
