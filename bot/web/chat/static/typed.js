// A growing text field. Enter sends a short answer; in a long one it begins a line and Ctrl+Enter sends.

import { el, grow } from "./dom.js";
import { t } from "./texts.js";

export class TypedEditor {
  constructor({ value = "", multiline = false, placeholder = "" }, { changed, send, label }) {
    this.hint = t(multiline ? "send_hint_lines" : "send_hint");
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
        if (event.key !== "Enter" || event.isComposing) return;
        const sends = multiline ? event.ctrlKey || event.metaKey : !event.shiftKey;
        if (!sends) return;
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
