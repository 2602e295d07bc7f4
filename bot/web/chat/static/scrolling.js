// Keeps the newest words in sight, but never pulls a reader away from what they are reading.

const NEAR = 160;
const GAP = 16;

const page = document.scrollingElement;
const bar = document.querySelector(".bar");
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

// A field that grows must not hide the question above it.
new ResizeObserver(() => following && show()).observe(document.querySelector(".desk"));

// The line stays in sight; one taller than the window is shown from its beginning.
export function follow(newest) {
  line = newest;
  following = true;
  show();
}

function show() {
  const covered = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
  const top = line?.isConnected ? page.scrollTop + line.getBoundingClientRect().top - covered - GAP : Infinity;
  target = Math.max(0, Math.min(bottom(), top));
  page.scrollTo({ top: target, behavior: "instant" });
}

history.scrollRestoration = "manual";
