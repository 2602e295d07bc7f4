// Finds words in the chat on the page: the newest line that has them all first, then older ones, and around.

import { button, byId, el } from "./dom.js";
import { t } from "./texts.js";

export class Find {
  constructor() {
    this.toggle = byId("find-toggle");
    this.form = byId("find");
    this.found = [];
    this.toggle.addEventListener("click", () => (this.form.hidden ? this.#open() : this.#close()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go(1);
    });
    this.form.addEventListener("keydown", (event) => event.key === "Escape" && this.#close());
  }

  #open() {
    this.field = el("input", { type: "search", "aria-label": t("find_label"), placeholder: t("find_label"), oninput: () => this.#look() });
    this.count = el("output", { "aria-live": "polite" });
    this.form.replaceChildren(
      this.field,
      this.count,
      button("↑", "tool", () => this.#go(1), { "aria-label": t("find_older") }),
      button("↓", "tool", () => this.#go(-1), { "aria-label": t("find_newer") }),
      button("×", "tool", () => this.#close(), { "aria-label": t("close") }),
    );
    this.#show(true);
    this.field.focus();
  }

  #close() {
    this.#mark(null);
    this.#show(false);
    (this.toggle.checkVisibility() ? this.toggle : byId("menu-toggle")).focus();
  }

  #show(wanted) {
    this.form.hidden = !wanted;
    this.toggle.setAttribute("aria-expanded", String(wanted));
  }

  #look() {
    const wanted = folded(this.field.value).split(/\s+/).filter(Boolean);
    const lines = wanted.length ? [...byId("lines").children].reverse() : [];
    this.found = lines.filter((line) => wanted.every((word) => folded(line.textContent).includes(word)));
    this.at = -1;
    this.#go(1);
  }

  #go(step) {
    const { found } = this;
    if (found.length) this.at = (this.at + step + found.length) % found.length;
    this.count.value = this.field.value.trim() ? t("find_count", { at: found.length ? this.at + 1 : 0, count: found.length }) : "";
    this.#mark(found[this.at] ?? null);
  }

  #mark(line) {
    document.querySelector(".message.found")?.classList.remove("found");
    line?.classList.add("found");
    line?.scrollIntoView({ block: "center", behavior: "instant" });
  }
}

const folded = (text) => text.toLowerCase().replaceAll("ё", "е");
