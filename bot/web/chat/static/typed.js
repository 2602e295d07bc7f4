// A growing text field. Enter sends, Shift+Enter begins a line, in every field alike.

import { composing, el, grow } from "./dom.js";
import { t } from "./texts.js";

export class TypedEditor {
  constructor({ value = "", multiline = false, placeholder = "" }, { changed, send, label }) {
    this.hint = t("send_hint");
    this.tools = [];
    this.element = el("textarea", {
      id: "typed",
      rows: multiline ? 3 : 1,
      placeholder,
      "aria-label": label,
      oninput: () => {
        grow(this.element);
        changed();
      },
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
        event.preventDefault();
        send();
      },
    });
    this.element.value = value;
  }

  get text() {
    return this.element.value;
  }

  set text(value) {
    this.element.value = value;
    grow(this.element);
  }

  settle() {
    grow(this.element);
  }

  focus() {
    this.element.focus();
    this.element.setSelectionRange(this.text.length, this.text.length);
  }
}
