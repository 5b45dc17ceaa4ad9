/* The page's parts and words: the tally, the network, the notes. */

export const words = JSON.parse(document.getElementById("words").textContent);
export const part = (name) => document.querySelector(`[data-part="${name}"]`);
export const say = (name, text) => { part(name).textContent = text; };
export const fill = (text, count) => text.replace(/%[ntw]/, count);

const sprite = part("shape-stop").content.querySelector("use").getAttribute("href").split("#")[0];
const LOCAL = { timeZone: "Asia/Ho_Chi_Minh" };
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", ...LOCAL });

export const clockOf = (moment) => CLOCK.format(new Date(moment)).replace(":", words.hour);

export const dayOf = (moment) => {
  const said = Object.fromEntries(new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "numeric", ...LOCAL })
    .formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
  return `${said.day}/${said.month}`;
};

export function show(step) {
  for (const one of document.querySelectorAll("[data-step]")) one.hidden = one.dataset.step !== step;
}

/* A trouble that stays on the page until it is over. */
export const note = (name, isThere, text) => {
  part(`note-${name}`).hidden = !isThere;
  if (text) say(`note-${name}-words`, text);
};

export function showPlace({ door, meeting }) {
  say("door-name", door.name);
  say("door-meeting", [meeting.title, meeting.start && clockOf(meeting.start)].filter(Boolean).join(", "));
}

export function showCounts(counts) {
  say("present", counts.present);
  say("invited", counts.invited);
}

export function showRosterAge(moment) {
  say("roster-at", moment ? clockOf(moment) : words.noRoster);
}

/* `since`: when the last answer came, in ms. */
export function showNetwork({ isOnline, since, waiting }) {
  part("net").classList.toggle("is-off", !isOnline);
  part("net-icon").setAttribute("href", `${sprite}#${isOnline ? "i-online" : "i-offline"}`);
  const minutes = Math.floor((Date.now() - since) / 60000);
  const off = minutes > 0 ? fill(words.offlineFor, minutes) : words.offline;
  const calm = isOnline ? words.allSent : words.goOn;
  say("net-words", isOnline ? words.online : off);
  say("net-note", waiting ? fill(words.waiting, waiting) : calm);
  say("waiting", waiting);
}

export function element(tag, css, text = "") {
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

export function shape(name) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", `shape shape-${name}`);
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  made.append(use);
  return made;
}
