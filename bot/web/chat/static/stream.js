// Server-sent events read by fetch: unlike EventSource it shows heartbeats and the reason of a failure.

const SILENCE = 40000;
const OPENED_WITHIN = 20000;
const LONGEST_WAIT = 15000;
const HIDDEN_FOR = 60000;

export class Stream {
  // message(data); settled() after all that came at once; state(connected); lost() when the server does not know this browser any more
  constructor({ message, settled, state, lost }) {
    this.message = message;
    this.settled = settled;
    this.state = state;
    this.lost = lost;
    this.failures = 0;
    addEventListener("online", () => this.#soon(0));
    document.addEventListener("visibilitychange", () => this.#visibility());
  }

  open(last) {
    this.last = last;
    this.#soon(0);
  }

  retry() {
    this.#soon(0);
  }

  // Browsers allow six connections to a host: tabs that nobody looks at give theirs back.
  #visibility() {
    clearTimeout(this.resting);
    if (document.hidden) this.resting = setTimeout(() => this.#rest(), HIDDEN_FOR);
    else if (!this.connected) this.#soon(0);
  }

  #rest() {
    this.asleep = true;
    this.connected = false;
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  // Another page has taken our place: one that nobody looks at waits to be seen, any other comes back late.
  #yield() {
    if (document.hidden) this.#rest();
    else this.failures = 6;
  }

  #soon(wait) {
    this.asleep = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#run(), wait);
  }

  async #run() {
    this.abort?.abort();
    const abort = (this.abort = new AbortController());
    try {
      // Some networks swallow what is sent: then not even the headers come.
      this.#give(abort, OPENED_WITHIN);
      const response = await fetch(`api/stream?after=${this.last}`, {
        headers: { "Last-Event-ID": String(this.last), Accept: "text/event-stream" },
        cache: "no-store",
        signal: abort.signal,
      });
      if (response.status === 401) return this.lost();
      if (!response.ok) throw new Error(String(response.status));
      await this.#read(response.body.getReader(), abort);
    } catch {
      // Every failure ends the same way: come back later from the last message.
    }
    if (abort !== this.abort || this.asleep) return;
    this.#connect(false);
    this.failures += 1;
    this.#soon(Math.min(LONGEST_WAIT, 250 * 2 ** this.failures) * (0.75 + Math.random() / 2));
  }

  #give(abort, time) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => abort.abort(), time);
  }

  async #read(reader, abort) {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      this.#give(abort, SILENCE);
      const { done, value } = await reader.read();
      if (done || abort !== this.abort) return;
      this.failures = 0;
      this.#connect(true);
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = parts.pop();
      for (const part of parts) this.#event(part);
      if (parts.length) this.settled();
    }
  }

  #event(part) {
    if (part === "event: rest") return this.#yield();
    const data = part.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
    if (!data.length) return;
    const message = JSON.parse(data.join("\n"));
    this.last = Math.max(this.last, message.id);
    this.message(message);
  }

  #connect(connected) {
    if (this.connected === connected) return;
    this.connected = connected;
    this.state(connected);
  }
}
