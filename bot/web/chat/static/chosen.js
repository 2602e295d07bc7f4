// Which buttons were pressed here: the chat's log holds words only, and a passed question should show its answer.

import { keep, recall } from "./keep.js";

const MOST = 500;

const ids = recall("chosen", []);

export const wasChosen = (id) => ids.includes(id);

export function chose(id) {
  if (wasChosen(id)) return;
  ids.push(id);
  keep("chosen", ids.slice(-MOST));
}
