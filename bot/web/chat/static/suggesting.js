// Entries whose titles begin as what is being typed: the arrows choose one, Enter opens it, Escape closes the list.

import { composing, el } from "./dom.js";
import { request } from "./requests.js";
import { language, t } from "./texts.js";

const MOST = 6;
const SHORTEST = 2;

export class Suggesting {
  // open(id): the entry was chosen; idle(): whether a question may be typed at all
  constructor(form, { open, idle }) {
    this.form = form;
    this.open = open;
    this.idle = idle;
    this.titles = {};
    this.typing = 0;
    this.list = el("ul", { id: "suggestions", role: "listbox", "aria-label": t("suggestions"), hidden: true });
    this.spoken = el("p", { class: "unseen", role: "status" });
    form.parentElement.insertBefore(this.list, form);
    form.parentElement.insertBefore(this.spoken, form);
    form.addEventListener("input", () => void this.#update());
    form.addEventListener("keydown", (event) => this.#key(event), true);
    form.addEventListener("focusout", () => setTimeout(() => !form.contains(document.activeElement) && this.#close(), 200));
    form.addEventListener("submit", () => this.#sent());
  }

  get #field() {
    return this.form.querySelector("#typed");
  }

  async #update() {
    const typed = this.#field?.value ?? "";
    const typing = ++this.typing;
    if (!this.idle() || typed.trim().length < SHORTEST || typed.includes("\n")) return this.#close();
    const entries = await this.#all();
    const found = [typed, asRussian(typed)].map((text) => matching(entries, text)).find((some) => some.length) ?? [];
    // It may have been sent meanwhile, or typed on.
    if (typing !== this.typing) return undefined;
    return found.length ? this.#show(found.slice(0, MOST)) : this.#close();
  }

  // Once for each language: what is typed is compared here, so no letter waits for the network.
  async #all() {
    const asked = language();
    this.titles[asked] ??= request(`api/entries?language=${asked}`)
      .then((response) => (response.ok ? response.json() : { entries: [] }))
      .then(({ entries }) => entries.map((entry) => ({ ...entry, words: comparable(`${entry.title} ${entry.names}`) })))
      .catch(() => {
        delete this.titles[asked];
        return [];
      });
    return this.titles[asked];
  }

  #show(found) {
    this.found = found;
    this.at = -1;
    this.list.replaceChildren(
      ...found.map((entry, n) =>
        el("li", { id: `suggestion-${n}`, role: "option", "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => this.#choose(n) }, entry.title),
      ),
    );
    this.list.hidden = false;
    this.spoken.textContent = t("suggestions_found", { count: found.length });
    const field = this.#field;
    // A text of several lines may be no combobox: as a text box it has what ARIA lets one have for a list.
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", "suggestions");
  }

  // What is found later is about a text that is gone.
  #sent() {
    this.typing += 1;
    this.#close();
  }

  #close() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.spoken.textContent = "";
    this.found = null;
    this.#field?.removeAttribute("aria-activedescendant");
    this.#field?.removeAttribute("aria-controls");
    this.#field?.removeAttribute("aria-haspopup");
  }

  #key(event) {
    if (composing(event)) return;
    if (event.key === "Enter" && !(this.found && this.at >= 0)) this.#sent();
    if (!this.found) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#mark((this.at + step + this.found.length + (this.at < 0 && step < 0 ? 1 : 0)) % this.found.length);
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && this.at >= 0) this.#choose(this.at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #mark(at) {
    this.at = at;
    [...this.list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    this.#field.setAttribute("aria-activedescendant", `suggestion-${at}`);
  }

  #choose(at) {
    const entry = this.found[at];
    this.#close();
    this.open(entry.id);
  }
}

function matching(entries, typed) {
  const asking = t("asking_words").split(" ");
  const wanted = comparable(typed).filter((word) => !asking.includes(word));
  if (wanted.join("").length < SHORTEST) return [];
  return entries.filter(({ words }) => wanted.every((part) => words.some((word) => word.startsWith(part))));
}

// What was typed with the Latin keys left on.
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю";
const asRussian = (typed) => [...typed.toLowerCase()].map((key) => RUSSIAN[LATIN.indexOf(key)] ?? key).join("");

const comparable = (text) => text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) ?? [];
