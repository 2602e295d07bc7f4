// The page: everything is wired here and nowhere else.

import { Composer } from "./composer.js";
import { byId, composing, el } from "./dom.js";
import { onFile } from "./dropping.js";
import { Drafts } from "./drafts.js";
import { Find } from "./find.js";
import { reloadIfForgotten } from "./forgetting.js";
import { dropOldUnsent, keep, recall } from "./keep.js";
import { Log } from "./log.js";
import { Outgoing } from "./outgoing.js";
import { showProgress } from "./progress.js";
import { request } from "./requests.js";
import { whenReleased } from "./releasing.js";
import { follow, isFollowing } from "./scrolling.js";
import { Status } from "./status.js";
import { Suggesting } from "./suggesting.js";
import { Stream } from "./stream.js";
import { enter, inTelegram } from "./telegram.js";
import { language, speak, t } from "./texts.js";

const THINKING_AFTER = 400;
const THINKING_FOR = 20000;


const state = { slot: null, question: null, input: null, progress: null, done: null };
const thinking = byId("thinking");
let thinkingTimers = [];

const outgoing = new Outgoing({ changed: onQueue, taken: onTaken, refused: onRefused, slowed: onSlowed });
const waiting = (id) => outgoing.items.some((item) => item.body.press === id);
const log = new Log({ press: pressed, waiting });
const composer = new Composer(say, () => (state.done ? press(state.done.id) : log.obstructed.toObstacle()), () => log.ticked);
const status = new Status(() => {
  outgoing.push();
  stream.retry();
});
const stream = new Stream({
  message: (message) => whenReleased(() => onMessage(message)),
  settled: () => whenReleased(onTurn),
  state: (connected) => status.connection(connected),
  lost: onLost,
});
new Drafts(press);
new Find();

function say(text, slot, after = null) {
  outgoing.add({ text, ...(slot !== null && { offer: slot }), ...(after !== null && { after }) }, text);
  expectAnswer();
  follow(null);
}

// «Готово» takes along what stands in the field of its question.
function pressed(one) {
  if (state.question !== null && state.done && one.id === state.done.id && composer.text) composer.submit();
  else press(one.id);
}

function press(id) {
  outgoing.add({ press: id });
  expectAnswer();
  asked = true;
}

function take(message) {
  if (!log.add(message)) return false;
  const reply = message.reply;
  if (reply) Object.assign(state, { slot: reply.slot, question: reply.question, input: reply.input, progress: reply.progress });
  // «Готово» of a question, the way on from the review; elsewhere such buttons have nothing to do with the field.
  if (reply) state.done = ((reply.question !== null || reply.review) && reply.buttons.find((one) => one.role === "done")) || null;
  if (reply) state.final = reply.buttons.some((one) => one.role === "danger");
  return true;
}

function draw() {
  log.settle();
  showProgress(state.progress, askWhatsLeft);
  composer.show({ ...state, done: state.done?.label ?? (log.obstructed && t("to_remarks")) });
}

let fresh = null;
let asked = false;
let changed = false;
function onMessage(message) {
  if (holds(message)) return;
  if (!take(message)) return;
  changed = true;
  if (!message.reply) return;
  stopThinking();
  fresh ??= log.newest;
}


// Who has paused what changes by itself still gets the answers to what they do; the rest waits.
const OWN_FOR = 20000;
let held = [];
let acted = 0;

function holds(message) {
  if (byId("pause").getAttribute("aria-pressed") !== "true" || Date.now() - acted < OWN_FOR) return false;
  if (message.id <= Math.max(log.last, held.at(-1)?.id ?? 0)) return true; // a repeat
  held.push(message);
  status.held(held.length, showHeld);
  return true;
}

function showHeld() {
  const due = held;
  held = [];
  acted = Date.now();
  due.forEach(onMessage);
  onTurn();
}

// What is asked now; an option's own text is asked for in the message of its question.
const asking = () => `${composer.slot} ${composer.form.dataset.question}`;

// Of several replies of one turn the first is where reading begins, and the last is what is asked.
function onTurn() {
  if (!changed) return;
  const passed = asking();
  const active = document.activeElement;
  const idle = active === document.body || byId("log").contains(active);
  draw();
  const asks = asking() !== passed && state.input;
  if (asks && idle && matchMedia("(pointer: fine)").matches && !byId("drafts").open) composer.focus();
  if (isFollowing() || asked) follow(fresh === log.newest || !fresh ? log.start : fresh);
  fresh = null;
  changed = false;
  asked = false;
}

function onQueue(items) {
  log?.mark(items, outgoing.stuck);
  const count = items.filter((item) => item.shown !== null || item.body.press).length;
  status?.queue(count, outgoing.stuck, outgoing.broken);
}

function onTaken(item, said = {}) {
  // A repeat: the first try had arrived, and the log shows it already. What another tab sent (or was refused)
  // may have come into the log before that tab told of it.
  if (said.accepted === false || said.elsewhere) log.confirm(item.id);
  if (said.notice) status.tell(said.notice);
  if (said.notice) stopThinking();
  if (state.final) void reloadIfForgotten(log.first);
  const chosen = /^(?:language:|\/language\s+)(ru|en)/.exec(item.body.press ?? item.body.text ?? "");
  if (chosen) void changeLanguage(chosen[1]);
}

function onRefused(item, message) {
  stopThinking();
  log.confirm(item.id);
  status.refuse(`${t("not_taken")} ${message}`);
  if (item.shown) composer.offerBack(item.shown, t("not_taken"));
}

function onSlowed(message) {
  stopThinking();
  status.tell(message);
}

function onLost() {
  // The cookie is gone: begin anew, but never in a circle.
  const before = recall("lost", 0);
  if (Date.now() - before < 30000) return;
  keep("lost", Date.now());
  location.reload();
}

async function changeLanguage(wanted) {
  if (wanted === language()) return;
  await speak(wanted);
  composer.relabel();
  showProgress(state.progress, askWhatsLeft);
}

const askWhatsLeft = () => say("/left", null);

function expectAnswer() {
  if (held.length) showHeld();
  status.read();
  acted = Date.now();
  stopThinking();
  thinkingTimers = [
    setTimeout(() => {
      thinking.hidden = outgoing.stuck;
    }, THINKING_AFTER),
    setTimeout(stopThinking, THINKING_FOR),
  ];
}

function stopThinking() {
  thinkingTimers.forEach(clearTimeout);
  thinking.hidden = true;
}

// A key pressed beside the field is meant for it, wherever on the page the last click was.
function wireTyping() {
  addEventListener("keydown", (event) => {
    const at = document.activeElement;
    const printable = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!printable || composing(event) || at.closest("textarea, input, dialog") || byId("drafts").open) return;
    composer.focus();
  });
}

function wireHeader() {
  const toggle = byId("menu-toggle");
  const menu = byId("menu");
  const open = (wanted) => {
    toggle.setAttribute("aria-expanded", String(wanted));
    menu.classList.toggle("open", wanted);
  };
  toggle.addEventListener("click", () => open(toggle.getAttribute("aria-expanded") !== "true"));
  menu.addEventListener("click", () => open(false));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || toggle.getAttribute("aria-expanded") !== "true") return;
    open(false);
    toggle.focus();
  });
  byId("pause").addEventListener("click", () => {
    const wanted = byId("pause").getAttribute("aria-pressed") !== "true";
    byId("pause").setAttribute("aria-pressed", String(wanted));
    acted = 0;
    if (!wanted && held.length) showHeld();
    if (wanted) status.paused();
    else status.held(0);
  });
  for (const element of document.querySelectorAll("[data-command]")) {
    element.addEventListener("click", () => {
      byId("drafts").close();
      say(element.dataset.command, null);
    });
  }
  byId("log").addEventListener("click", (event) => {
    const command = event.target.closest("[data-say]");
    if (command) say(command.dataset.say, null);
  });
  for (const element of document.querySelectorAll("[data-language]")) {
    element.addEventListener("click", () => say(`/language ${element.dataset.language}`, null));
  }
}

// An answer that somebody was sent a link to.
const LINKED = /^#([a-z0-9]+(?:[._-][a-z0-9]+)+)$/;

function openEntry(id) {
  composer.clear();
  press(`entry:${id}`);
}

function openLinked() {
  const linked = LINKED.exec(location.hash);
  if (!linked) return;
  history.replaceState(null, "", location.pathname);
  press(`entry:${linked[1]}`);
}

async function session() {
  for (let wait = 500; ; wait = Math.min(15000, wait * 2)) {
    try {
      const response = await request("api/session", { cache: "no-store", headers: { "Accept-Language": document.documentElement.lang } });
      const said = await response.json();
      if (response.ok) return said;
      if (response.status === 401) return void refuse(said.message);
      if (said.error === "broken") status.queue(0, true, said.message);
    } catch {
      // The server is not there yet.
    }
    status.connection(false);
    await new Promise((resume) => setTimeout(resume, wait));
  }
}

// Nothing can be done here; it is said in place of the chat.
function refuse(message) {
  log.busy(false);
  byId("log").replaceChildren(el("p", { class: "note" }, message));
  byId("composer").hidden = true;
  document.documentElement.dataset.ready = "refused";
}

async function begin() {
  await speak(document.documentElement.lang);
  const refused = inTelegram ? await enter(() => status.connection(false)) : null;
  if (refused) return refuse(refused);
  dropOldUnsent();
  wireHeader();
  wireTyping();
  new Suggesting(byId("composer"), { open: openEntry, idle: () => state.question === null && !state.input });
  const found = await session();
  if (!found) return;
  await changeLanguage(found.language);
  found.messages.forEach(take);
  outgoing.push();
  log.mark(outgoing.items, outgoing.stuck);
  draw();
  // In one frame with what came in, readers of the screen would never have seen it busy, and read all aloud.
  requestAnimationFrame(() => requestAnimationFrame(() => log.busy(false)));
  follow(log.start);
  stream.open(Math.max(log.last, found.last_event_id));
  onFile((file) => outgoing.add({ upload: { kind: file.type || "file", name: file.name, size: file.size } }));
  if (matchMedia("(pointer: fine)").matches) composer.focus();
  document.documentElement.dataset.ready = "yes";
  openLinked();
  addEventListener("hashchange", openLinked);
}

void begin();
