/* Self check-in: a code in, a name and a seat out, and by itself back to the beginning. No search, no list, no way on. */

import { Camera, canUseCamera, prepareDecoder } from "./door/camera.js";

const KEPT = "kiosk-token"; // in this browser only
const SHOWN = 6000; // ms an answer stands
const PATIENCE = 8000; // ms
const words = JSON.parse(document.getElementById("words").textContent);
const page = document.querySelector(".kiosk");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const state = { token: kept(), busy: false, timer: 0, text: "" };

start();

async function start() {
  part("way").addEventListener("submit", pair);
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    take(part("form").elements.code.value);
  });
  part("camera").hidden = !canUseCamera();
  part("camera").addEventListener("click", openCamera);
  if (state.token) await enter();
  else close();
}

async function enter() {
  part("way").hidden = true;
  part("ask").hidden = false;
  part("form").elements.code.focus();
  try {
    const door = await ask("door");
    part("meeting").textContent = door.meeting.title;
  } catch {
    note(words.offline);
  }
}

async function pair(event) { // by the eight digits that the organiser reads out
  event.preventDefault();
  const code = part("way").elements.pairing.value.replace(/\D/g, "");
  try {
    const answer = await ask("pair", { code, label: words.label });
    state.token = answer.token;
    try { localStorage.setItem(KEPT, state.token); } catch { /* this page only */ }
    part("note").hidden = true;
    await enter();
  } catch {
    note(words.wrongPairing);
  }
}

async function openCamera() {
  prepareDecoder();
  part("video").hidden = false;
  try {
    await new Camera(part("video"), inView, () => {}, { isFront: true }).open();
    part("camera").hidden = true;
  } catch {
    part("video").hidden = true;
    note(words.noCamera);
  }
}

function inView(text) { // the same code is one scan for as long as it stays in the picture
  if (text && text !== state.text) take(text);
  state.text = text;
}

async function take(text) {
  const code = text.trim();
  if (!code || state.busy) return;
  state.busy = true;
  const scan = state.last?.code === code ? state.last : { id: newId(), code, kind: "in", at: new Date().toISOString() };
  state.last = scan; // sent again under the same id while its answer is unknown
  try {
    const answer = await ask("scans", { scans: [scan], sent_at: new Date().toISOString() });
    state.last = null;
    show(answer.results[0]);
  } catch {
    note(words.offline);
    reset();
  }
}

function show(result) {
  const isIn = ["ok", "ok_late", "already"].includes(result.verdict);
  part("answer").className = `kiosk-answer ${isIn ? "is-go" : "is-wait"}`;
  part("verdict").textContent = words.verdicts[result.verdict] ?? result.verdict;
  part("name").textContent = isIn ? result.delegate?.name ?? "" : words.desk;
  part("seat").textContent = isIn && result.delegate?.seat ? words.seat.replace("%s", result.delegate.seat) : "";
  part("note").hidden = true;
  part("ask").hidden = true;
  part("answer").hidden = false;
  state.timer = setTimeout(reset, SHOWN);
}

function reset() {
  clearTimeout(state.timer);
  state.busy = false;
  part("answer").hidden = true;
  part("ask").hidden = false;
  part("name").textContent = part("seat").textContent = "";
  part("form").reset();
  part("form").elements.code.focus();
}

async function ask(path, body) {
  const headers = { Accept: "application/json" };
  if (state.token) headers.Authorization = `Bearer ${state.token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(`/api/v1/${path}`, {
    method: body ? "POST" : "GET", headers, credentials: "omit", cache: "no-store",
    body: body && JSON.stringify(body), signal: AbortSignal.timeout?.(PATIENCE),
  });
  if (response.status === 401) close();
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function close() { // not one of ours, or no more
  part("ask").hidden = true;
  part("way").hidden = false;
}

function note(text) {
  part("note").textContent = text;
  part("note").hidden = false;
}

function newId() { // randomUUID is there in secure contexts only
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function kept() { try { return localStorage.getItem(KEPT) || ""; } catch { return ""; } }
