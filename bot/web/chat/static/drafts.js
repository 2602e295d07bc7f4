// The side panel with the person's profiles.

import { button, byId, el } from "./dom.js";
import { request } from "./requests.js";
import { dated, t } from "./texts.js";

export class Drafts {
  constructor(press) {
    this.press = press;
    this.panel = byId("drafts");
    this.list = byId("draft-list");
    byId("open-drafts").addEventListener("click", () => this.open());
    byId("close-drafts").addEventListener("click", () => this.close());
    this.panel.addEventListener("click", (event) => event.target === this.panel && this.close());
  }

  async open() {
    this.#say(t("drafts_loading"));
    this.panel.showModal();
    try {
      const response = await request("api/drafts", { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      this.#fill((await response.json()).drafts);
    } catch {
      this.#say(t("drafts_failed"));
    }
  }

  close() {
    this.panel.close();
  }

  #say(words) {
    this.list.replaceChildren(el("p", { class: "empty" }, words));
  }

  #fill(drafts) {
    if (!drafts.length) {
      this.#say(t("drafts_none"));
      return;
    }
    this.list.replaceChildren(el("ul", {}, ...drafts.map((draft) => el("li", {}, ...this.#card(draft)))));
  }

  #card(draft) {
    const words = t(`draft_${draft.state}`, draft);
    const act = (id) => () => {
      this.close();
      this.press(id);
    };
    const card = button("", "draft", act(draft.button));
    card.append(
      el("span", { class: "draft-title" }, draft.title),
      el("progress", { max: draft.total || 1, value: draft.answered, "aria-hidden": "true" }),
      el("span", { class: "draft-words" }, el("span", {}, words), el("span", {}, t("changed", { when: dated(draft.changed) }))),
    );
    const actions = Object.entries(draft.actions).map(([what, id]) =>
      button(t(`draft_${what}`), "quiet small", act(id), { "aria-label": `${t(`draft_${what}`)}: ${draft.title}` }),
    );
    return [card, el("div", { class: "draft-actions", role: "group", "aria-label": draft.title }, ...actions)];
  }
}
