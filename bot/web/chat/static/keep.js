// What must outlive the page: unsent text and unsent events. A browser without storage still works.

// The page that Telegram shows has a chat, and with it a store, of its own.
const PREFIX = location.pathname === "/" ? "segmentbot." : "segmentbot-app.";
const UNSENT = "unsent.";
const RETURNED = "returned";
const MOST = 30;
// As long as the server keeps a draft that nobody touches.
const LONGEST = 180 * 24 * 60 * 60 * 1000;

// What the browser's storage does not take.
const memory = new Map();

export function recall(key, otherwise = null) {
  if (memory.has(key)) return memory.get(key);
  try {
    const found = localStorage.getItem(PREFIX + key);
    return found === null ? otherwise : JSON.parse(found);
  } catch {
    return otherwise;
  }
}

export function keep(key, value) {
  memory.delete(key);
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full or forbidden.
    memory.set(key, value);
  }
}

export const isKey = (event, key) => event.key === PREFIX + key || event.key === null;

export function forgetAll() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

// Unsent text, by the question that it was typed for.
export const unsent = (asked) => recall(UNSENT + asked)?.text ?? null;

export const keepUnsent = (asked, text) => keep(UNSENT + asked, text === "" || text === null ? null : { text, at: Date.now() });

// told(asked, before, now): another tab has typed, sent or thrown away what is unsent at that question.
export function whenUnsentElsewhere(told) {
  const text = (stored) => (stored === null ? null : JSON.parse(stored).text);
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    if (key?.startsWith(PREFIX + UNSENT)) told(key.slice((PREFIX + UNSENT).length), text(oldValue), text(newValue));
  });
}

// What nobody came back to while its draft could have been there.
export function dropOldUnsent() {
  try {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX + UNSENT))) {
      if (Date.now() - (recall(key.slice(PREFIX.length))?.at ?? 0) > LONGEST) localStorage.removeItem(key);
    }
  } catch {
    // Forbidden: nothing is stored.
  }
}

// The draft of a question of a segment and, when segments have got other numbers since, how often they did.
const IN_SEGMENT = /^([^:]+):.*@\d+(?:~(\d+))?/;

// Takes away what was typed at questions of the draft's segments before they got the numbers that `asked`
// is named with: which of them it was for cannot be told any more.
export function takeMoved(asked) {
  const [, draft, moved = ""] = IN_SEGMENT.exec(asked) ?? [];
  if (!draft) return [];
  let keys = [...memory.keys()];
  try {
    keys = [...keys, ...Object.keys(localStorage).map((key) => key.slice(PREFIX.length))];
  } catch {
    // Forbidden: what there is is in memory.
  }
  const named = keys.filter((key) => key.startsWith(`${UNSENT}${draft}:`)).map((key) => key.slice(UNSENT.length));
  const gone = named.filter((name) => name.includes("@") && (IN_SEGMENT.exec(name)?.[2] ?? "") !== moved);
  const texts = gone.map(unsent).filter(Boolean);
  gone.forEach((name) => keepUnsent(name, null));
  return texts;
}

// Texts that the bot has not taken, until their author decides: { text, reason }.
export const returned = () => recall(RETURNED, []);

export const keepReturned = (texts) => keep(RETURNED, texts.length ? texts : null);

// What was taken out of the field of the question last worked on, today.
const REMOVED = "removed";
const today = () => new Date().toDateString();

export function removedFrom(asked) {
  const kept = recall(REMOVED);
  return kept?.asked === asked && kept.day === today() ? kept.items : [];
}

export const keepRemoved = (asked, items) =>
  keep(REMOVED, items.length ? { asked, day: today(), items: items.slice(-MOST) } : null);
