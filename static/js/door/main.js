/* The door: take the device, start the camera, and answer each code. */

import { ask, Gone, Refused } from "./api.js";
import { Camera, canUseCamera, prepareDecoder } from "./camera.js";
import { Queue } from "./queue.js";
import { listenToScanner } from "./keyboard.js";
import { setUpPanels } from "./panels.js";
import { addLast, clockOf, part, say, showCard, showCounts, showNetwork, unlockSound, words } from "./view.js";

const KEPT = "door-token"; // in this browser only
const SAME_CODE_QUIET = 3000; // ms after it left the picture
const SAME_PHONE_QUIET = 10000; // ms in which `already` only repeats the green card
const POLL = 3000; // ms between looks at the counters

const state = { token: kept(), queue: null, camera: null, seen: new Map(), inView: "", leftAt: 0 };

start();

async function start() {
  part("take").addEventListener("submit", pair);
  const fragment = location.hash.slice(1);
  if (fragment) {
    history.replaceState(null, "", location.pathname);
    part("take").dataset.token = fragment;
    part("code-field").hidden = true;
  }
  if (state.token && !fragment) await enter().catch(leave);
  else show("take");
}

async function pair(event) {
  event.preventDefault();
  const form = part("take");
  const given = form.dataset.token ? { token: form.dataset.token } : { code: form.elements.code.value.replace(/\D/g, "") };
  say("take-refusal", "");
  try {
    const answer = await ask("pair", { body: { ...given, label: form.elements.label.value.trim() } });
    keep(answer.token);
    await enter();
  } catch (error) {
    say("take-refusal", error instanceof Refused ? error.message : words.offline);
    delete form.dataset.token;
    part("code-field").hidden = false;
  }
}

async function enter() {
  const door = await ask("door", { token: state.token });
  say("door-name", door.door.name);
  say("door-meeting", [door.meeting.title, door.meeting.start && clockOf(door.meeting.start)].filter(Boolean).join(", "));
  showCounts(door.counts);
  showNetwork({ isOnline: true, waiting: 0 });
  state.queue = new Queue({ token: state.token, onResult, onState, onGone: leave });
  setUpPanels({ token: state.token, rights: new Set(door.rights), send });
  listenToScanner(take);
  show("ready");
  part("no-camera").hidden = canUseCamera();
  part("begin").hidden = !canUseCamera();
  part("begin").addEventListener("click", begin);
  setInterval(poll, POLL);
}

async function begin() {
  unlockSound();
  prepareDecoder();
  state.camera ??= new Camera(part("video"), inView);
  try {
    await state.camera.open();
  } catch {
    part("no-camera").hidden = false;
    return;
  }
  part("begin").hidden = true;
  part("lens-hint").hidden = false;
  part("swap").hidden = false;
  part("swap").onclick = () => state.camera.next();
  part("torch").hidden = !state.camera.hasTorch();
  part("torch").onclick = () => state.camera.toggleTorch();
  keepAwake();
}

function inView(text) { // the same code is one scan for as long as it stays in the picture
  const now = performance.now();
  if (!text) {
    if (state.inView && !state.leftAt) state.leftAt = now;
    return;
  }
  const isSame = text === state.inView && (!state.leftAt || now - state.leftAt < SAME_CODE_QUIET);
  state.leftAt = 0;
  if (isSame) return;
  state.inView = text;
  take(text);
}

const take = (text) => send({ code: text });

function send(scan) {
  return state.queue.add(scan);
}

function onResult(result, scan) {
  const repeats = result.verdict === "already" && performance.now() - (state.seen.get(result.delegate?.id) ?? -Infinity) < SAME_PHONE_QUIET;
  const verdict = repeats ? "ok" : result.verdict;
  if (result.delegate && verdict !== "voided") state.seen.set(result.delegate.id, performance.now());
  const mayUndo = ["ok", "ok_late", "walkin"].includes(result.verdict);
  const onUndo = mayUndo ? () => send({ kind: "void", void_of: scan.id }) : null;
  showCard(verdict, result, { onUndo });
  addLast(verdict, result, scan.at);
}

function onState(network) {
  showNetwork(network);
  if (network.counts) showCounts(network.counts);
  if (!network.isOnline) showCard("unsent", {});
}

async function poll() {
  if (document.hidden || state.queue?.waiting.length) return;
  try {
    showCounts(await ask("counts", { token: state.token }));
    showNetwork({ isOnline: true, waiting: 0 });
  } catch (error) {
    if (error instanceof Gone) leave(error);
    else showNetwork({ isOnline: false, waiting: 0 });
  }
}

function leave(error) {
  if (error instanceof Error && !(error instanceof Gone)) { // only the network: the device is still ours
    showNetwork({ isOnline: false, waiting: 0 });
    say("take-refusal", words.offline);
    show("take");
    return;
  }
  state.camera?.close();
  keep("");
  say("take-refusal", words.gone);
  show("take");
}

function show(step) {
  for (const one of document.querySelectorAll("[data-step]")) one.hidden = one.dataset.step !== step;
}

async function keepAwake() {
  try { await navigator.wakeLock?.request("screen"); } catch { /* the phone may refuse */ }
}

function kept() { try { return localStorage.getItem(KEPT) || ""; } catch { return ""; } }

function keep(token) {
  state.token = token;
  try { token ? localStorage.setItem(KEPT, token) : localStorage.removeItem(KEPT); } catch { /* this page only */ }
}
