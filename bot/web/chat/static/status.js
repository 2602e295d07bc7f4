// One quiet line above the field: connection, what waits, what was refused.

import { button, byId, el } from "./dom.js";
import { t } from "./texts.js";

const PATIENCE = 1500;
const GOOD_NEWS = 2500;

export class Status {
  constructor(retry) {
    this.retry = retry;
    this.place = byId("status");
    this.connected = true;
    this.waiting = 0;
    this.stuck = false;
    this.broken = null;
  }

  connection(connected) {
    if (this.connected === connected) return;
    this.connected = connected;
    this.#soon();
  }

  // `broken`: the server's own words why it keeps nothing.
  queue(waiting, stuck, broken = null) {
    this.waiting = waiting;
    this.stuck = stuck;
    this.broken = broken;
    this.#soon();
  }

  refuse(message) {
    this.#show("trouble", message, button("×", "tool", () => this.#clear(), { "aria-label": t("close") }));
  }

  // A passing word of the bot that is no part of the chat.
  tell(message) {
    this.#show("told", message, button("×", "tool", () => this.#clear(), { "aria-label": t("close") }));
  }

  // Who goes on has read it.
  read() {
    if (this.place.querySelector(".told:not(.held)")) this.#clear();
  }

  // What is paused are new messages, not the profile.
  paused() {
    this.#show("told held", t("paused"), button("×", "tool", () => this.#clear(), { "aria-label": t("close") }));
  }

  // New messages wait until somebody wants to see them.
  held(count, show) {
    if (count) {
      this.#show("told held", t("held", { count }), button(t("show_held"), "quiet small", () => {
        this.#clear();
        show();
      }));
    } else if (this.place.querySelector(".held")) this.#clear();
  }

  // A short break is nobody's business.
  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#tell(), this.offline ? 0 : PATIENCE);
    if (this.connected && !this.stuck && this.offline) this.#tell();
  }

  #tell() {
    const trouble = !this.connected || this.stuck;
    if (trouble) {
      const words = this.broken ?? (this.waiting ? t("offline_waiting", { count: this.waiting }) : t("offline"));
      if (this.offline !== words) this.#show("offline", words, button(t("reconnect"), "quiet small", this.retry));
      this.offline = words;
    } else if (this.offline) {
      this.offline = null;
      this.#show("online", t("back_online"));
      setTimeout(() => this.place.firstElementChild?.classList.contains("online") && this.#clear(), GOOD_NEWS);
    }
  }

  #show(kind, words, action = null) {
    this.place.replaceChildren(el("div", { class: `state ${kind}` }, el("p", {}, words), action));
  }

  #clear() {
    this.place.replaceChildren();
  }
}
