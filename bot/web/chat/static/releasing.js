// A press counts for the button that was touched, however the page has moved before the finger was lifted;
// what arrives meanwhile waits until then.

const STRAY = 12;
const LONGEST = 1000;

let touched = null;
let waiting = [];

addEventListener(
  "pointerdown",
  (event) => {
    const control = event.target.closest?.("button, a[href]");
    touched = { control, x: event.clientX, y: event.clientY };
    clearTimeout(touched.timer);
    touched.timer = setTimeout(release, LONGEST);
  },
  true,
);
addEventListener("pointercancel", () => release(), true);
addEventListener("pointerup", () => setTimeout(release), true);

// Where the layout has moved, the browser reports a click on whatever holds both places, or on nothing of ours.
addEventListener(
  "click",
  (event) => {
    const meant = touched?.control;
    if (!meant?.isConnected || !event.isTrusted || event.detail === 0 || meant.contains(event.target)) return;
    if (Math.hypot(event.clientX - touched.x, event.clientY - touched.y) > STRAY) return;
    event.preventDefault();
    event.stopPropagation();
    meant.click();
  },
  true,
);

function release() {
  if (!touched) return;
  clearTimeout(touched.timer);
  touched = null;
  const due = waiting;
  waiting = [];
  due.forEach((work) => work());
}

// At once, or as soon as no finger and no mouse button is down.
export function whenReleased(work) {
  if (touched) waiting.push(work);
  else work();
}
