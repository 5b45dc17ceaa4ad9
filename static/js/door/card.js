/* The answer to one scan: colour, shape, words, sound, a shake; and the last five. */

import { trueTime } from "./api.js";
import { button, clockOf, dayOf, element, fill, part, shape, words } from "./view.js";

const MOST_LASTS = 5;
const KINDS = {
  ok: "go", ok_late: "go", walkin: "go", restored: "go",
  already: "wait", replaced: "wait", not_open: "wait", closed: "wait", malformed: "wait", kept: "wait",
  cancelled: "halt", wrong_meeting: "halt", unknown: "halt", not_ours: "halt", not_allowed: "halt",
  id_reused: "halt", unkept: "halt",
};
const SHAPES = { go: "ok", wait: "caution", halt: "stop" };
const TONES = { go: [880, 0.12], wait: [520, 0.22], halt: [220, 0.35] };
const SHAKES = { go: 60, wait: [80, 60, 80], halt: [200, 80, 200] };
let sound;

export const isGreen = (verdict) => KINDS[verdict] === "go";

export function unlockSound() { // a browser lets a page sound only after a button
  try { sound ??= new AudioContext(); } catch { sound = null; }
}

/* `result`: what the server or this device answered; `isKept`: it waits in this device; `deeds`: buttons by their words. */
export function showCard(verdict, result, { deeds = {}, isKept = false, isQuiet = false } = {}) {
  const kind = KINDS[verdict] ?? "plain";
  const card = part("card");
  card.className = `verdict is-${kind}`;
  const said = element("div", "verdict-words");
  said.append(...lines(verdict, result, isKept));
  card.replaceChildren(shape(SHAPES[kind] ?? "todo"), said);
  const choices = element("p", "verdict-deeds");
  choices.append(...Object.entries(deeds).map(([name, deed]) => button(name, deed)));
  if (choices.children.length) card.append(choices);
  card.hidden = false;
  if (!isQuiet) signal(kind);
}

export function clearCard() {
  part("card").hidden = true;
}

function lines(verdict, result, isKept) {
  const title = verdict === "already" && result.first
    ? fill(words.alreadyAt, clockOf(result.first.at)) : words.verdicts[verdict] ?? verdict;
  const made = [element("h2", "", title)];
  const who = result.delegate;
  if (who) {
    made.push(element("p", "verdict-name", who.name));
    made.push(element("p", "", [who.position, who.unit].filter(Boolean).join(", ")));
    if (who.seat) made.push(element("p", "", who.seat));
  }
  if (result.theirs) {
    made.push(element("p", "verdict-name", result.theirs.title));
    const { start, place } = result.theirs;
    made.push(element("p", "", [start && `${clockOf(start)} ${dayOf(start)}`, place].filter(Boolean).join(", ")));
  }
  if (verdict === "already" && result.first?.door) made.push(element("p", "", fill(words.atDoor, result.first.door)));
  if (result.alike?.length) made.push(element("p", "", fill(words.alike, named(result.alike))));
  const advice = result.advice ?? words.advice[verdict];
  if (advice) made.push(element("p", "", advice));
  if (isKept && verdict !== "unkept") made.push(element("p", "verdict-kept", words.keptHere));
  return made.filter((line) => line.textContent);
}

const named = (people) => people.map((one) => [one.name, one.unit].filter(Boolean).join(", ")).join("; ");

/* One line of the last five; a line of the same scan is said anew. `onLook` shows its card again. */
export function addLast(item, verdict, result, onLook) {
  const list = part("lasts");
  const line = element("li", "");
  line.dataset.scan = item.scan.id;
  const who = result.delegate;
  const name = button(who?.name ?? result.theirs?.title ?? words.verdicts[verdict], onLook);
  name.className = "last-name";
  if (who) name.append(element("small", "", who.unit));
  const word = element("span", "last-word", result.needs_review ? words.review : words.short[verdict] ?? "");
  word.append(element("small", "", clockOf(trueTime(item.scan.at))));
  line.append(shape(result.needs_review ? "caution" : SHAPES[KINDS[verdict]] ?? "todo"), name, word);
  const before = [...list.children].find((one) => one.dataset.scan === item.scan.id);
  if (before) before.replaceWith(line);
  else list.prepend(line);
  while (list.children.length > MOST_LASTS) list.lastElementChild.remove();
  part("lasts-box").hidden = false;
}

/* Somebody whom this device let in and the server would not have. */
export function addReview(item, verdict, result) {
  const line = element("li", "");
  const name = element("span", "last-name", result.delegate?.name ?? words.verdicts[verdict]);
  name.append(element("small", "", words.verdicts[verdict]));
  const word = element("span", "last-word", words.review);
  word.append(element("small", "", clockOf(trueTime(item.scan.at))));
  line.append(shape("caution"), name, word);
  part("review").prepend(line);
  part("review-box").hidden = false;
}

function signal(kind) {
  navigator.vibrate?.(SHAKES[kind] ?? 40);
  if (!sound || !TONES[kind]) return;
  const [pitch, length] = TONES[kind];
  const voice = sound.createOscillator();
  const volume = sound.createGain();
  volume.gain.setValueAtTime(0.2, sound.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + length);
  voice.frequency.value = pitch;
  voice.connect(volume).connect(sound.destination);
  voice.start();
  voice.stop(sound.currentTime + length);
}
