// How far the interview is, drawn as one small segment a question.

import { byId, el } from "./dom.js";
import { t } from "./texts.js";

const MOST_SEGMENTS = 60;

export function showProgress(progress) {
  const place = byId("progress");
  place.hidden = !progress;
  if (!progress) return;
  const { answered, total, section } = progress;
  place.replaceChildren(
    el(
      "div",
      { class: "progress-inner" },
      el("span", { class: "section" }, section, segment(progress)),
      el("span", { class: "count" }, t("progress", { answered, total })),
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

function segment({ segment: current, segments }) {
  if (current === null || current === undefined) return null;
  const words = segments > 1 ? t("segment_of", { segment: current, segments }) : t("segment", { segment: current });
  return el("span", { class: "of-segment" }, ` · ${words}`);
}

function segments(answered, total) {
  const count = Math.max(1, Math.min(total, MOST_SEGMENTS));
  const done = total ? Math.round((answered / total) * count) : 0;
  return Array.from({ length: count }, (_, n) => el("i", { class: n < done ? "done" : n === done ? "now" : null }));
}
