// Where the person writes. It takes the shape that the question asks for and never loses what was typed.

import { button, byId, el } from "./dom.js";
import { ItemsEditor } from "./items.js";
import { keepRemoved, keepReturned, keepUnsent, removedFrom, returned, takeMoved, unsent, whenUnsentElsewhere } from "./keep.js";
import { RowsEditor, typedRow } from "./rows.js";
import { t } from "./texts.js";
import { TypedEditor } from "./typed.js";

// Characters for which the button beside the field has room.
const LONGEST = 24;
const EDITORS = { text: TypedEditor, items: ItemsEditor, rows: RowsEditor };

export class Composer {
  // send(text, slot, after); finish(): what `done` of the present question names, or the way to what keeps it back;
  // ticked(): the options that are ticked now
  constructor(send, finish, ticked) {
    this.send = send;
    this.finish = finish;
    this.ticked = ticked;
    this.before = null;
    this.form = byId("composer");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    whenUnsentElsewhere((...change) => this.#typedElsewhere(...change));
  }

  // The shape for a question; nothing moves when the same question asks for the same again. Asked anew, it
  // keeps what is not sent yet.
  show({ slot, question, input, done }) {
    this.slot = slot;
    this.done = done ?? null;
    const asked = question ?? "";
    const shape = JSON.stringify([asked, input]);
    if (shape === this.shape) {
      this.#nameSend();
      return;
    }
    const typed = this.editor && this.#dirty() ? this.editor.text : null;
    const before = this.asked;
    const focused = this.form.contains(document.activeElement);
    if (this.asked !== asked) this.before = null;
    this.shape = shape;
    this.asked = asked;
    this.input = input;
    this.form.dataset.question = asked;
    this.#build(input?.kind ?? "text", (before === asked ? typed : null) ?? unsent(asked) ?? this.#given());
    if (focused) this.focus();
    if (typed && before !== asked) {
      keepUnsent(before, typed); // another tab that has answered took its own text away
      this.#tellKept(typed, before);
    }
    for (const text of takeMoved(asked)) this.offerBack(text, t("moved_text"));
  }

  // Tabs share what is not sent: a field that was not typed in since shows what the other one holds.
  #typedElsewhere(asked, before, now) {
    if (asked !== this.asked || now === this.editor.text || (this.#dirty() && this.editor.text !== before)) return;
    this.editor.text = now ?? this.#given();
    this.#nameSend();
  }

  // What is in the field now, sent or not.
  get text() {
    return this.editor.text.trim();
  }

  submit() {
    this.#submit();
  }

  clear() {
    this.editor.text = "";
    this.#changed();
  }

  // Unsent text waits at its question; its author may throw it away from here.
  #tellKept(text, asked) {
    const line = offer(
      "unsent",
      t(asked ? "left_text" : "left_question"),
      text,
      button(t("drop"), "quiet", () => {
        keepUnsent(asked, null);
        line.remove();
        this.editor.focus();
      }),
    );
    this.form.prepend(line);
  }

  // Everything anew in another language.
  relabel() {
    if (this.editor) this.#build(this.kind, this.editor.text);
  }

  focus() {
    this.editor.focus();
    // A stored number is typed anew: what is typed would else stand behind it.
    if (/^[\d\s.,–-]+$/.test(this.editor.text) && !this.#dirty()) document.activeElement.select();
  }

  // Text that was not taken stays in sight until the person decides.
  offerBack(text, reason) {
    keepReturned([...returned(), { text, reason }]);
    this.#offerReturned();
  }

  #offerReturned() {
    this.form.querySelector(".returned")?.remove();
    const others = returned();
    const last = others.pop();
    if (!last) return;
    const decided = () => {
      keepReturned(others);
      this.#offerReturned();
      this.editor.focus();
    };
    const back = button(t("put_back"), "quiet", () => {
      this.editor.text = this.editor.text ? `${this.editor.text}\n${last.text}` : last.text;
      this.#changed();
      decided();
    });
    this.form.prepend(offer("returned", last.reason, last.text, back, button(t("drop"), "quiet", decided)));
  }

  #given() {
    const value = this.input?.value ?? "";
    if (this.input?.kind === "rows") return value.map(typedRow).join("\n");
    return Array.isArray(value) ? value.join("\n") : value;
  }

  #dirty() {
    return Boolean(this.editor.text.trim()) && this.editor.text !== this.#given();
  }

  #build(kind, text) {
    this.kind = kind;
    const label = t(this.input ? "answer" : "ask");
    const typed = kind === this.input?.kind ? this.input : { multiline: this.input !== null };
    const shape = { ...typed, placeholder: label };
    this.editor = new EDITORS[kind](kind === "text" ? { ...shape, value: "" } : { ...shape, value: [] }, {
      changed: () => this.#changed(),
      // Where nothing is asked an empty Enter does nothing that only a press should do.
      send: () => (this.asked || this.text) && this.#submit(),
      removed: (text, place) => this.#removed({ text, place }),
      label,
    });
    const hint = el("p", { class: "hint", id: "hint" }, this.editor.hint);
    const fielded = ["items", "rows"].includes(this.input?.kind);
    this.sending = el("span", {}, t("send"));
    const send = el("button", { class: "primary send", type: "submit" }, this.sending);
    const typing = kind === "text";
    this.form.replaceChildren(
      el("div", { class: `editor ${kind}` }, this.editor.element, typing ? send : null),
      el("div", { class: "below" }, ...this.editor.tools, fielded ? this.#switch() : null, hint, typing ? null : send),
    );
    this.editor.text = text;
    this.editor.settle();
    this.#nameSend();
    this.#offerRemoved();
    this.#offerReturned();
  }

  // With nothing typed the button does what «Готово» does, and says so.
  #nameSend() {
    const finishes = this.done !== null && !this.text;
    this.sending.textContent = !finishes ? t("send") : this.done.length > LONGEST ? t("go_on") : this.done;
    this.sending.parentElement.classList.toggle("finishes", finishes);
  }

  // An item or a row taken out of its field can be put back there until the day ends.
  #removed(one) {
    keepRemoved(this.asked, [...removedFrom(this.asked), one]);
    this.#offerRemoved();
  }

  #offerRemoved() {
    this.form.querySelector(".removed")?.remove();
    const others = removedFrom(this.asked);
    const last = others.pop();
    if (!last) return;
    const back = button(t("undo"), "quiet", () => {
      const lines = this.editor.text.split("\n").filter(Boolean);
      // A field left empty shows the stored answer again after a reload.
      if (!lines.includes(last.text)) lines.splice(last.place, 0, last.text);
      this.editor.text = lines.join("\n");
      this.#changed();
      keepRemoved(this.asked, others);
      this.#offerRemoved();
      this.editor.focus();
    });
    this.form.prepend(offer("removed", t("removed"), last.text, back));
  }

  #switch() {
    const other = this.kind === "text" ? this.input.kind : "text";
    return button(t(other === "text" ? "as_text" : "as_fields"), "quiet small", () => {
      this.#build(other, this.editor.text);
      this.editor.focus();
    });
  }

  #changed() {
    keepUnsent(this.asked, this.#dirty() ? this.editor.text : null);
    // What is ticked before the first word stands before it.
    this.before = this.#dirty() ? (this.before ?? this.ticked()) : null;
    this.#nameSend();
  }

  #submit() {
    const text = this.editor.text;
    if (!text.trim()) {
      if (this.done !== null) this.finish();
      else this.editor.focus();
      return;
    }
    const focused = this.form.contains(document.activeElement);
    const now = this.ticked();
    this.send(text, this.slot, this.before && now.length ? this.before.filter((each) => now.includes(each)).length : null);
    this.before = null;
    keepUnsent(this.asked, null);
    keepRemoved(this.asked, []);
    this.shape = null; // what comes next fills the field, even when it asks for the same again
    this.#build(this.kind, "");
    if (focused) this.editor.focus();
  }
}

// A line above the field that says what is not in it, and what can be done about that.
const offer = (kind, reason, text, ...buttons) =>
  el(
    "div",
    { class: `left ${kind}`, role: "group", "aria-label": reason },
    el("p", {}, el("span", {}, reason), el("q", {}, text.length > 120 ? `${text.slice(0, 120)}…` : text)),
    ...buttons,
  );
