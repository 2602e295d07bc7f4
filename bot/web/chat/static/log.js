// The chat from top to bottom: lines of the bot and the person, then what is still on its way.

import { byId } from "./dom.js";
import { BotMessage, OwnMessage } from "./messages.js";
import { t } from "./texts.js";

export class Log {
  // press(button); waiting(id): a press of that button is on its way
  constructor({ press, waiting }) {
    this.press = press;
    this.waiting = waiting;
    this.lines = byId("lines");
    this.pending = byId("pending");
    this.last = 0;
    this.greeting = null;
    this.asked = null;
    this.alive = [];
    this.own = new Map();
    this.confirmed = new Set();
  }

  // Returns whether the line was new.
  add(message) {
    if (message.id === 0) this.greeting = JSON.stringify(message.reply);
    else {
      if (message.id <= this.last) return false;
      this.last = message.id;
      this.first ??= message.id;
      // The first words of the bot are stored with the first ones of the person; they stand here already.
      const greeting = this.greeting;
      this.greeting = null;
      if (greeting && greeting === JSON.stringify(message.reply)) return false;
    }
    if (message.reply) this.#reply(message.reply);
    else this.#said(message.text);
    return true;
  }

  #said(text) {
    // The log shows a very long text cut short, and without signs that cannot be stored.
    const begins = comparable(text.replace(/…$/, "")).slice(0, 500);
    for (const [id, line] of this.own) {
      if (comparable(line.text).startsWith(begins)) {
        this.confirm(id);
        break;
      }
    }
    this.lines.append(new OwnMessage(text).element);
  }

  #reply(reply) {
    const before = this.asked;
    if (reply.slot !== null && before?.slot === reply.slot && before.element === this.lines.lastElementChild) {
      before.update(reply, this.waiting);
      return;
    }
    const line = new BotMessage(reply, this.press);
    this.lines.append(line.element);
    this.asked = reply.slot === null ? null : line;
    if (this.asked) this.alive.push(line);
  }

  // The last reply says what is being asked; every question before it is passed. Called when a turn's
  // replies are all here, since an answer in between does not end the question that follows it.
  settle() {
    const focused = this.alive.find((line) => line.element.contains(document.activeElement));
    for (const line of this.alive) if (line !== this.asked) line.retire();
    if (focused && focused !== this.asked) (this.asked?.element ?? this.newest)?.focus({ preventScroll: true });
    this.alive = this.asked ? [this.asked] : [];
  }

  // Own text that the bot has not confirmed yet, shown at the end.
  show(item) {
    const line = new OwnMessage(item.shown);
    this.own.set(item.id, line);
    this.pending.append(line.element);
  }

  // `items` are on their way; what is no longer among them has arrived.
  mark(items, stuck) {
    for (const item of items) if (item.shown !== null && !this.own.has(item.id) && !this.confirmed.has(item.id)) this.show(item);
    const waiting = new Set(items.map((item) => item.id));
    for (const [id, line] of this.own) line.note(waiting.has(id) ? t(stuck ? "waiting" : "sending") : null);
  }

  // The log has it (or will never have it): no longer shown as being on its way.
  confirm(id) {
    this.confirmed.add(id);
    this.own.get(id)?.element.remove();
    this.own.delete(id);
  }

  // Where reading begins in the newest line.
  get start() {
    return this.asked?.element === this.newest ? this.asked.start : this.newest;
  }

  // The review asked about now, when it holds what keeps the document back.
  get obstructed() {
    return this.asked?.review?.obstacle ? this.asked.review : null;
  }

  // The options ticked at the question asked now, by their words.
  get ticked() {
    const nodes = this.asked?.element.querySelectorAll('[aria-checked="true"] .label') ?? [];
    return [...nodes].map((node) => node.textContent);
  }

  busy(wanted) {
    byId("log").setAttribute("aria-busy", String(wanted));
  }

  get newest() {
    return this.lines.lastElementChild;
  }
}

const comparable = (text) => text.replace(/[\0\ufffd\ud800-\udfff]/g, "").trim();
