// How far the interview is, drawn as one small segment a question.

import { button, byId, el } from "./dom.js";
import { t } from "./texts.js";

const MOST_SEGMENTS = 60;

// ask(): the list of what is left
export function showProgress(progress, ask) {
  const place = byId("progress");
  place.hidden = !progress;
  if (!progress) return;
  const { answered, total, section } = progress;
  place.replaceChildren(
    el(
      "div",
      { class: "progress-inner" },
      el("span", { class: "section" }, section, " ", segment(progress)),
      left(t("progress", { answered, total }), ask),
      el("div", {
        class: "track",
        role: "progressbar",
        "aria-label": t("progress_label", { answered, total }),
        "aria-valuemin": 0,
        "aria-valuemax": total,
        "aria-valuenow": answered,
      }, ...segments(answered, total)),
    ),
  );
}

// The list of what is left is one press away.
function left(words, ask) {
  const node = button("", "quiet small count", ask);
  node.append(words, el("span", { class: "left-words" }, " · ", t("whats_left")));
  return node;
}

function segment({ segment: current, segments }) {
  if (current === null || current === undefined) return null;
  const words = segments > 1 ? t("segment_of", { segment: current, segments }) : t("segment", { segment: current });
  return el("span", { class: "of-segment" }, `· ${words}`);
}

function segments(answered, total) {
  const count = Math.max(1, Math.min(total, MOST_SEGMENTS));
  const done = total ? Math.round((answered / total) * count) : 0;
  return Array.from({ length: count }, (_, n) => el("i", { class: n < done ? "done" : n === done ? "now" : null }));
}
