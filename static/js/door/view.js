/* What the volunteer sees: the card of a verdict, the tally, the last five, the state of the network. */

const MOST_LASTS = 5;
const KINDS = {
  ok: "go", ok_late: "go", walkin: "go",
  already: "wait", replaced: "wait", not_open: "wait", closed: "wait", malformed: "wait", unsent: "wait",
  cancelled: "halt", wrong_meeting: "halt", unknown: "halt", not_ours: "halt", not_allowed: "halt", id_reused: "halt",
};
const SHAPES = { go: "ok", wait: "caution", halt: "stop" };
const TONES = { go: [880, 0.12], wait: [520, 0.22], halt: [220, 0.35] };
const SHAKES = { go: 60, wait: [80, 60, 80], halt: [200, 80, 200] };

export const words = JSON.parse(document.getElementById("words").textContent);
export const part = (name) => document.querySelector(`[data-part="${name}"]`);
export const say = (name, text) => { part(name).textContent = text; };
export const clockOf = (moment) => {
  const time = new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  return time.replace(":", words.hour);
};

const sprite = part("shape-stop").content.querySelector("use").getAttribute("href").split("#")[0];
let sound;

export function unlockSound() { // a browser lets a page sound only after a button
  try { sound = new AudioContext(); } catch { sound = null; }
}

export function showCard(verdict, result, { onUndo } = {}) {
  const kind = KINDS[verdict] ?? "plain";
  const card = part("card");
  card.className = `verdict is-${kind}`;
  card.replaceChildren(shape(kind), body(verdict, result));
  if (onUndo) card.append(button(words.undo, onUndo));
  card.hidden = false;
  signal(kind);
}

export function addLast(verdict, result, moment) {
  const list = part("lasts");
  const item = document.createElement("li");
  const name = element("span", "last-name", result.delegate?.name ?? words.verdicts[verdict]);
  if (result.delegate) name.append(element("small", "", result.delegate.unit));
  const word = element("span", "last-word", words.short[verdict] ?? words.verdicts[verdict]);
  word.append(element("small", "", clockOf(moment)));
  item.append(shape(KINDS[verdict] ?? "plain"), name, word);
  list.prepend(item);
  while (list.children.length > MOST_LASTS) list.lastElementChild.remove();
  part("lasts-box").hidden = false;
}

export function showCounts(counts) {
  say("present", counts.present);
  say("invited", counts.invited);
}

export function showNetwork({ isOnline, waiting }) {
  part("net").classList.toggle("is-off", !isOnline);
  part("net-icon").setAttribute("href", `${sprite}#${isOnline ? "i-online" : "i-offline"}`);
  say("net-words", isOnline ? words.online : words.offline);
  say("net-note", waiting ? words.waiting.replace("%n", waiting) : words.allSent);
  say("waiting", waiting);
}

export function element(tag, css, text) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  made.textContent = text;
  return made;
}

export function button(text, onClick) {
  const made = element("button", "", text);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

function body(verdict, result) {
  const made = document.createElement("div");
  const title = verdict === "already" && result.first
    ? words.alreadyAt.replace("%t", clockOf(result.first.at)) : words.verdicts[verdict];
  made.append(element("h2", "", title));
  const guest = result.delegate;
  if (guest) {
    made.append(element("p", "verdict-name", guest.name));
    made.append(element("p", "", [guest.position, guest.unit].filter(Boolean).join(", ")));
    if (guest.seat) made.append(element("p", "", guest.seat));
  }
  const advice = words.advice[verdict];
  if (advice) made.append(element("p", "", advice));
  return made;
}

function shape(kind) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", `shape shape-${SHAPES[kind] ?? "todo"}`);
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${SHAPES[kind] ?? "todo"}`);
  made.append(use);
  return made;
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
