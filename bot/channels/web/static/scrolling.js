// Keeps the newest words in sight, but never pulls a reader away from what they are reading.

import { byId } from "./dom.js";

const NEAR = 160;

const page = document.scrollingElement;
const bottom = () => page.scrollHeight - page.clientHeight;

// Where the reader was before anything grew: measured when they scroll, not when the page changes.
let end = true;
export const atEnd = () => end;
addEventListener("scroll", () => {
  end = bottom() - page.scrollTop < NEAR;
}, { passive: true });

// A field that grows must not hide the question above it.
new ResizeObserver(() => end && toEnd()).observe(document.querySelector(".desk"));

// A line taller than the window is shown from its beginning.
export function follow(line) {
  const header = document.querySelector(".bar").getBoundingClientRect();
  const covered = getComputedStyle(document.querySelector(".bar")).position === "sticky" ? header.height : 0;
  const top = line ? page.scrollTop + line.getBoundingClientRect().top - covered - 16 : Infinity;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  page.scrollTo({ top: Math.min(bottom(), top), behavior: calm ? "auto" : "smooth" });
}

export function toEnd() {
  page.scrollTo({ top: bottom(), behavior: "auto" });
}

export function onDrop(dropped) {
  const stop = (event) => event.preventDefault();
  addEventListener("dragover", stop);
  addEventListener("drop", (event) => {
    stop(event);
    for (const file of event.dataTransfer?.files ?? []) dropped(file);
  });
  byId("composer").addEventListener("paste", (event) => {
    for (const file of event.clipboardData?.files ?? []) dropped(file);
  });
}
