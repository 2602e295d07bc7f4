// Keeps the newest words in sight, but never pulls a reader away from what they are reading.

const NEAR = 160;
const GAP = 16;

const page = document.scrollingElement;
const bar = document.querySelector(".bar");
const desk = document.querySelector(".desk");
const bottom = () => page.scrollHeight - page.clientHeight;

let target = 0;
let following = true;
let line = null;

export const isFollowing = () => following;

// Someone who scrolls up reads something older; who comes back down follows again.
addEventListener(
  "scroll",
  () => {
    following = page.scrollTop > Math.min(target, bottom()) - NEAR;
  },
  { passive: true },
);

const covering = (part) => (getComputedStyle(part).position === "sticky" ? part.offsetHeight : 0);

// A field that grows must not hide the question above it, nor what gets the focus.
const resized = new ResizeObserver(() => {
  page.style.scrollPadding = `${covering(bar)}px 0 ${covering(desk)}px`;
  const focused = document.activeElement?.closest("[role=log] *");
  // A lasting button that was pressed in an older line still has the focus, but the person reads the newest one.
  if (focused && !(following && line && !line.contains(focused))) focused.scrollIntoView({ block: "nearest", behavior: "instant" });
  else if (following && (covering(desk) || !typing)) show();
  if (typing) showField();
});
resized.observe(bar);
resized.observe(desk);

// Of several fields the one that is written in stays in sight as a whole, in their box and, where that is part of
// the page, in the window.
let typing = false;
desk.addEventListener("keydown", () => {
  typing = true;
});
desk.addEventListener("focusin", () => typing && requestAnimationFrame(showField));

function showField() {
  const field = desk.contains(document.activeElement) ? document.activeElement : null;
  const box = field?.closest(".fields");
  if (box) {
    const [around, inside] = [box.getBoundingClientRect(), field.getBoundingClientRect()];
    box.scrollTop += Math.max(0, inside.bottom + GAP / 2 - around.bottom) || Math.min(0, inside.top - GAP / 2 - around.top);
  }
  if (!covering(desk)) field?.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// The line stays in sight; one taller than the window is shown from its beginning, but the question that it asks
// is never hidden behind the field.
export function follow(newest) {
  line = newest;
  following = true;
  typing = false;
  show();
}

function show() {
  const from = (part) => page.scrollTop + part.getBoundingClientRect().top - covering(bar) - GAP;
  let top = line?.isConnected ? from(line) : Infinity;
  const asked = line?.isConnected ? line.querySelector(".asked") : null;
  const room = page.clientHeight - covering(bar) - covering(desk) - 2 * GAP;
  if (asked && from(asked) + asked.offsetHeight - top > room) {
    // What is said before gives way, as far as the options below need the room.
    top = Math.min(from(asked), from(line) + line.offsetHeight - room);
  }
  target = Math.max(0, Math.min(bottom(), top));
  page.scrollTo({ top: target, behavior: "instant" });
}

history.scrollRestoration = "manual";
