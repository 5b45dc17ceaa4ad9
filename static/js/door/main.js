/* The door: take the device, start the camera, and answer each code. */

import { ask, Refused } from "./api.js";
import { canUseCamera, Camera, prepareDecoder } from "./camera.js";
import { unlockSound } from "./card.js";
import { readCode } from "./code.js";
import { Desk } from "./desk.js";
import { install } from "./install.js";
import { listenToScanner } from "./keyboard.js";
import { Link } from "./link.js";
import { Outbox } from "./outbox.js";
import { setUpPanels } from "./panels.js";
import { openStore } from "./store.js";
import { fill, note, part, say, show, showCounts, showNetwork, showPlace, showRosterAge, words } from "./view.js";

const SAME_CODE_QUIET = 3000; // ms after it left the picture
const PAIRED = "device";

const fragment = takeFragment();
const store = await openStore();
const link = new Link(store, { onNetwork, onCounts: showCounts, onRoster, onGone: leave });
let waiting = 0;
let left = ""; // why the device lost its place
let camera;
const inView = new Map(); // by text: when the camera saw it last
const outbox = new Outbox(store, {
  onResult: (item, result, counts) => desk.onResult(item, result, counts),
  onNetwork: (isOnline) => link.heard(isOnline),
  onLength,
  onGone: leave,
  onFull: (isFull) => note("full", isFull),
});
const desk = new Desk({ store, link, outbox });

await start();

async function start() {
  part("take").addEventListener("submit", pair);
  part("begin").addEventListener("click", begin);
  addEventListener("online", () => { outbox.flush(); link.poll(); });
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  listenToScanner((text) => desk.place && desk.take(text), (text) => readCode(text, words.hosts).kind === "code");
  note("page-only", !store.isLasting);
  note("insecure", !window.isSecureContext);
  addEventListener("hashchange", () => offerLink(takeFragment()));
  offerLink(fragment);
  const known = await store.get(PAIRED).catch(() => null);
  if (known && !fragment) await enter(known);
  else await stayOut();
  await install();
}

function takeFragment() { // the secret does not stay in the address
  const found = location.hash.slice(1);
  if (found) history.replaceState(null, "", location.pathname);
  return found;
}

function offerLink(token) {
  if (!token) return;
  part("take").dataset.token = token;
  part("code-field").hidden = true;
  show("take");
}

async function stayOut() {
  show("take");
  await outbox.open({ token: "", place: null });
}

async function pair(event) {
  event.preventDefault();
  const form = part("take");
  const given = form.dataset.token ? { token: form.dataset.token } : { code: form.elements.code.value.replace(/\D/g, "") };
  say("take-refusal", "");
  try {
    const { token, ...place } = await ask("pair", { body: { ...given, label: form.elements.label.value.trim() } });
    await store.forgetSeen().catch(() => {});
    await store.put(PAIRED, { token, place }).catch(() => note("full", true));
    await enter({ token, place });
  } catch (error) {
    say("take-refusal", error instanceof Refused ? error.message : words.noNetworkToPair);
    if (!(error instanceof Refused)) return;
    delete form.dataset.token;
    part("code-field").hidden = false;
  }
}

async function enter(device) {
  left = "";
  await desk.enter(device);
  part("door").classList.toggle("is-kiosk", desk.isKiosk);
  setUpPanels(desk);
  keepAwake();
  await outbox.count();
  show("ready");
  showCamera(false);
  await Promise.all([outbox.open(device), link.follow(device.token)]);
}

/* With a list comes what this device is: the door's name, the hours, the rights may have changed. */
function onRoster(roster) {
  showRosterAge(roster?.at);
  if (!roster || !desk.device) return;
  const { door, meeting, rights } = roster;
  Object.assign(desk.device.place, { door, meeting, rights });
  desk.rights = new Set(rights);
  showPlace(desk.place);
  setUpPanels(desk);
  store.put(PAIRED, desk.device).catch(() => {});
}

function showCamera(isOpen) {
  part("begin").hidden = isOpen || !canUseCamera();
  part("lens-hint").hidden = !isOpen;
  part("swap").hidden = !isOpen;
  part("torch").hidden = !isOpen || !camera.hasTorch();
  note("no-camera", !isOpen && window.isSecureContext && !canUseCamera());
}

async function begin() {
  unlockSound();
  if (desk.isKiosk) document.documentElement.requestFullscreen?.().catch(() => {});
  camera ??= new Camera(part("video"), see, () => showCamera(false), { isFront: desk.isKiosk });
  try {
    await camera.open();
  } catch {
    showCamera(false);
    return note("no-camera", true);
  }
  showCamera(true);
  part("swap").onclick = async () => say("lens-hint", fill(words.camera, await camera.next()));
  part("torch").onclick = () => camera.toggleTorch();
  note("no-decoder", !(await prepareDecoder()));
}

function see(text) { // empty where there is no code; the same code is one scan for as long as it stays in the picture
  if (!text) return;
  const now = performance.now();
  const before = inView.get(text) ?? -Infinity;
  inView.set(text, now);
  for (const [other, at] of inView) if (now - at > SAME_CODE_QUIET) inView.delete(other);
  if (now - before > SAME_CODE_QUIET) desk.take(text);
}

function onNetwork(isNews) {
  showNetwork({ isOnline: link.isOnline, since: link.since, waiting });
  if (isNews && link.isOnline) outbox.flush();
}

function onLength(length) {
  waiting = length;
  showNetwork({ isOnline: link.isOnline, since: link.since, waiting });
  if (!desk.device) sayLeft();
}

/* The token is dead: the list goes at once, the queue stays until the organiser has it. */
async function leave(code) {
  if (!desk.device) return;
  desk.device = null;
  desk.place = null;
  desk.rights = null;
  left = code;
  link.stop();
  camera?.stop();
  showRosterAge(null);
  await Promise.allSettled([...["roster", "heard", PAIRED].map((name) => store.drop(name)), store.forgetSeen()]);
  desk.seen = new Map();
  for (const name of ["card", "lasts", "meant", "found", "alike", "review"]) part(name).replaceChildren();
  for (const name of ["lasts-box", "review-box", "card"]) part(name).hidden = true;
  sayLeft();
  show("take");
  outbox.flush();
}

function sayLeft() {
  const isHeld = left === "dead_token";
  const queue = isHeld ? words.goneHeld : words.goneWaiting;
  const rest = waiting ? fill(queue, waiting) : !isHeld && left ? words.goneSent : "";
  part("left").hidden = !left && !waiting;
  say("left-words", [left && words.gone, rest].filter(Boolean).join(" "));
}

function wake() { // a hidden page has slept
  outbox.flush();
  link.poll();
  if (desk.device) keepAwake();
}

async function keepAwake() {
  try { await navigator.wakeLock?.request("screen"); } catch { /* the phone may refuse */ }
}
