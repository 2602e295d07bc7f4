// The page beside a chat in Telegram. Who has opened it is told by signed data in the address, which our server
// checks; no script of Telegram's is needed.

import { forgetAll, keep, recall } from "./keep.js";
import { request } from "./requests.js";
import { language } from "./texts.js";

export const inTelegram = location.pathname !== "/";

// Taken at once: the address is no place for it.
const opened = new URLSearchParams(location.hash.slice(1));
const initData = opened.get("tgWebAppData");
if (inTelegram && initData) history.replaceState(null, "", location.pathname + location.search);

// Lets the person in. Returns null, or the words why not.
export async function enter(waiting) {
  if (!initData) return null; // loaded anew: the cookie says who it is
  tell("web_app_ready");
  tell("web_app_expand");
  const user = JSON.parse(new URLSearchParams(initData).get("user") ?? "{}").id;
  if (recall("user") !== user) forgetAll(); // what another account has not sent is not ours to send
  keep("user", user);
  const draft = new URLSearchParams(location.search).get("draft") ?? "";
  const id = crypto.randomUUID();
  for (let wait = 500; ; wait = Math.min(15000, wait * 2)) {
    try {
      const response = await request("api/enter", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": language() },
        body: JSON.stringify({ init_data: initData, id, draft }),
      });
      if (response.ok) return null;
      if (response.status < 500) return (await response.json()).message;
    } catch {
      // The server is not there yet; asked again with the same id it lets in all the same.
    }
    waiting();
    await new Promise((resume) => setTimeout(resume, wait));
  }
}

function tell(eventType) {
  const proxy = window.TelegramWebviewProxy;
  if (proxy) proxy.postEvent(eventType, "{}");
  else if (parent !== window) parent.postMessage(JSON.stringify({ eventType, eventData: {} }), "https://web.telegram.org");
}
