// What must outlive the page: unsent text and unsent events. A browser without storage still works.

const PREFIX = "segmentbot.";
const UNSENT = "unsent.";
const MOST = 30;

export function recall(key, otherwise = null) {
  try {
    const found = localStorage.getItem(PREFIX + key);
    return found === null ? otherwise : JSON.parse(found);
  } catch {
    return otherwise;
  }
}

export function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page goes on with what it holds in memory.
  }
}

export const isKey = (event, key) => event.key === PREFIX + key || event.key === null;

export function forgetAll() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

// Unsent text, by the question that it was typed for; the oldest go first when there are too many.
export const unsent = (asked) => recall(UNSENT + asked)?.text ?? null;

export function keepUnsent(asked, text) {
  keep(UNSENT + asked, text === "" || text === null ? null : { text, at: Date.now() });
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + UNSENT));
    const age = (key) => recall(key.slice(PREFIX.length))?.at ?? 0;
    for (const key of keys.sort((a, b) => age(b) - age(a)).slice(MOST)) localStorage.removeItem(key);
  } catch {
    // As above.
  }
}

// What was taken out of the field of the question last worked on, today.
const REMOVED = "removed";
const today = () => new Date().toDateString();

export function removedFrom(asked) {
  const kept = recall(REMOVED);
  return kept?.asked === asked && kept.day === today() ? kept.items : [];
}

export const keepRemoved = (asked, items) =>
  keep(REMOVED, items.length ? { asked, day: today(), items: items.slice(-MOST) } : null);
