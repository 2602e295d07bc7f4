// Events on their way to the bot: kept in the browser until taken, sent in order, one at a time.
// Each keeps its id through every retry, so the bot takes it once.

import { isKey, keep, recall } from "./keep.js";
import { request } from "./requests.js";
import { language } from "./texts.js";

const KEY = "outgoing";
const LONGEST_WAIT = 15000;

export class Outgoing {
  // changed(items); taken(item); refused(item, message); slowed(message)
  constructor({ changed, taken, refused, slowed }) {
    this.changed = changed;
    this.taken = taken;
    this.refused = refused;
    this.slowed = slowed;
    this.items = recall(KEY, []);
    this.failures = 0;
    this.broken = null;
    this.running = false;
    this.resting = false;
    addEventListener("online", () => this.push());
    addEventListener("storage", (event) => isKey(event, KEY) && this.#reread());
  }

  add(body, shown = null) {
    const item = { id: freshId(), body, shown };
    this.#write([...recall(KEY, this.items), item]);
    this.push();
    return item;
  }

  get stuck() {
    return this.failures > 0;
  }

  push() {
    clearTimeout(this.timer);
    if (this.running) return;
    this.running = true;
    this.resting = false;
    // Tabs share the queue; only one of them empties it at a time.
    const exclusively = navigator.locks
      ? (work) => navigator.locks.request("segmentbot.outgoing", work)
      : (work) => work();
    exclusively(() => this.#empty())
      .catch(() => this.#later({}))
      .finally(() => {
        this.running = false;
        if (this.items.length && !this.failures && !this.resting) this.push();
      });
  }

  async #empty() {
    this.#reread();
    while (this.items.length) {
      const item = this.items[0];
      const outcome = await this.#post(item);
      if (outcome.retry) return this.#later(outcome);
      this.failures = 0;
      this.broken = null;
      this.#write(recall(KEY, this.items).filter((other) => other.id !== item.id), item);
      if (outcome.refusal) this.refused(item, outcome.refusal);
      else this.taken(item, outcome.said);
    }
  }

  async #post(item) {
    let response;
    try {
      response = await request("api/events", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": language() },
        body: JSON.stringify({ ...item.body, id: item.id }),
      });
    } catch {
      return { retry: true };
    }
    if (response.ok) return { said: await response.json().catch(() => ({})) };
    const said = await response.json().catch(() => ({}));
    if (response.status >= 500 || response.status === 429 || response.status === 408) {
      const slow = response.status === 429 ? said.message : null;
      const broken = said.error === "broken" ? said.message : null;
      return { retry: true, wait: Number(response.headers.get("Retry-After")) * 1000, slow, broken };
    }
    return { refusal: said.message ?? String(response.status) };
  }

  // The server asks for a slower pace (`slow`), cannot keep anything until somebody mends it (`broken`), or
  // cannot be reached.
  #later({ wait, slow, broken }) {
    this.resting = Boolean(slow);
    this.broken = broken ?? null;
    if (slow) this.slowed(slow);
    else this.failures += 1;
    this.changed(this.items);
    const pause = wait || Math.min(LONGEST_WAIT, 500 * 2 ** this.failures);
    this.timer = setTimeout(() => this.push(), pause);
  }

  #write(items) {
    this.items = items;
    keep(KEY, items.length ? items : null);
    this.changed(items);
  }

  #reread() {
    const before = this.items;
    this.items = recall(KEY, []);
    const left = new Set(this.items.map((item) => item.id));
    for (const item of before) if (!left.has(item.id)) this.taken(item, { elsewhere: true });
    this.changed(this.items);
  }
}

// crypto.randomUUID is missing on plain http.
const freshId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
