// Files that somebody drops or pastes: the bot is told, the file itself stays where it is.

import { byId } from "./dom.js";

export function onFile(given) {
  const stop = (event) => event.preventDefault();
  const all = (transfer) => [...(transfer?.files ?? [])].forEach(given);
  addEventListener("dragover", stop);
  addEventListener("drop", (event) => {
    stop(event);
    all(event.dataTransfer);
  });
  byId("composer").addEventListener("paste", (event) => all(event.clipboardData));
}
