// When the person had everything erased, this browser forgets it too.

import { forgetAll } from "./keep.js";
import { request } from "./requests.js";

export async function reloadIfForgotten(first) {
  const response = await request("api/session", { cache: "no-store" }).catch(() => null);
  if (!response?.ok || first === undefined) return;
  const { messages, cut } = await response.json();
  // A long chat begins later than ours only because it is shown in part.
  if (cut || !messages.length || messages[0].id <= first) return;
  forgetAll();
  location.reload();
}
