/* The other ways in: a typed code, a name, somebody who is not on the list, somebody in another's place. */

import { ask, NoNetwork } from "./api.js";
import { readShort } from "./code.js";
import { finder, searchKey } from "./names.js";
import { button, clockOf, element, fill, part, say, words } from "./view.js";

const PATIENCE = 2500; // ms: then the names of this device have to do
const PAUSE = 200; // ms after the last key before a search
const MOST_FOUND = 20;
const NEEDED = { type: "scan", search: "search", walkin: "walkin" };
const STANDS = { in: words.isIn, out: words.isOut, replaced: words.isReplaced, cancelled: words.isCancelled };
let absent = null; // {who, scanId}: whose place the person in the form takes
let warned = ""; // the name whose likeness was said

export function setUpPanels(desk) {
  for (const name of Object.keys(NEEDED)) {
    const opener = part(`open-${name}`);
    opener.disabled = !desk.rights.has(NEEDED[name]);
    opener.onclick = () => { forSomebody(null); toggle(name); };
  }
  part("type").onsubmit = (event) => {
    event.preventDefault();
    const { code } = event.target.elements;
    const short = desk.rights.has("scan") && readShort(code.value);
    listMeant(desk, []);
    if (short) takeShort(desk, short);
    else if (code.value.trim()) desk.take(code.value);
    event.target.reset();
    code.focus();
  };
  part("walkin").onsubmit = (event) => { event.preventDefault(); writeDown(desk, event.target); };
  setUpSearch(desk);
}

/* The server says whose code begins so; the scan is of the whole code, as if it had been typed. */
async function takeShort(desk, short) {
  const { device } = desk;
  try {
    if (!desk.link.isOnline) throw new NoNetwork();
    const { people } = await ask(`short/${short}`, { token: device.token, longest: PATIENCE });
    if (desk.device !== device) return;
    if (people.length === 1) return desk.send({ code: people[0].code }, { code: people[0].code });
    listMeant(desk, people, fill(people.length ? words.shortOfMany : words.shortUnknown, short));
  } catch (error) {
    const isAway = error instanceof NoNetwork && !error.isBusy;
    listMeant(desk, [], isAway ? words.shortOffline : error.message);
  }
}

function listMeant(desk, people, note = "") {
  say("type-note", note);
  part("meant").replaceChildren(...people.map((one) => line(one, () => {
    listMeant(desk, []);
    desk.send({ code: one.code }, { code: one.code });
  })));
}

export function openSubstitute(desk, who, scanId) {
  forSomebody({ who, scanId });
  if (part("walkin").hidden) toggle("walkin");
  part("walkin").elements.name.focus();
}

function forSomebody(next) {
  absent = next;
  warned = "";
  part("alike").replaceChildren();
  say("walkin-refusal", "");
  say("walkin-for", absent ? fill(words.substituteFor, absent.who.name) : "");
  part("walkin").elements.unit.value = absent?.who.unit ?? "";
}

function toggle(name) {
  for (const one of Object.keys(NEEDED)) {
    const panel = part(one);
    panel.hidden = one !== name || !panel.hidden;
    part(`open-${one}`).setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.querySelector("input").focus();
  }
}

async function writeDown(desk, form) {
  const { name, unit, position } = form.elements;
  const person = { name: name.value.trim(), unit: unit.value.trim(), position: position.value.trim() };
  if (!person.name) { say("walkin-refusal", words.nameNeeded); return name.focus(); }
  say("walkin-refusal", "");
  const taken = absent;
  if (!taken && warned !== person.name) {
    warned = person.name;
    const alike = await namedAlike(desk, person.name);
    if (alike.length) return warn(desk, alike);
  }
  if (taken?.scanId) desk.send({ kind: "void", void_of: taken.scanId }, { isSilent: true });
  desk.send({ kind: "walkin", person, ...(taken && { substitute_for: taken.who.id }) });
  form.reset();
  forSomebody(null);
  name.focus();
}

function warn(desk, people) {
  say("walkin-refusal", words.isAlike);
  part("alike").replaceChildren(...people.map((one) => line(one, () => {
    desk.send({ delegate_id: one.id }, { delegate: one });
    part("walkin").reset();
    forSomebody(null);
  })));
}

/* Those whom this device may know of by that very name, without dấu. */
async function namedAlike(desk, name) {
  if (!desk.rights.has("search")) return [];
  const key = searchKey(name);
  try {
    return (await find(desk, name)).filter((one) => searchKey(one.name) === key);
  } catch {
    return [];
  }
}

/* At the server, or among the names that this device may keep; NoNetwork where it keeps none. */
async function find(desk, wanted) {
  if (desk.link.isOnline) {
    try {
      return (await ask(`people?q=${encodeURIComponent(wanted)}`, { token: desk.device.token, longest: PATIENCE })).people;
    } catch (error) {
      if (!(error instanceof NoNetwork)) throw error;
      desk.link.heard(false);
    }
  }
  const { roster } = desk.link;
  if (!roster?.names) throw new NoNetwork("no names here");
  const isMeant = finder(wanted);
  const here = roster.names.filter((one) => isMeant(keyOf(one))).slice(0, MOST_FOUND);
  return here.map((one) => ({ ...one, state: "expected" }));
}

const keyOf = (one) => { one.key ??= searchKey(`${one.name} ${one.unit}`); return one.key; };

function setUpSearch(desk) {
  const form = part("search");
  let timer;
  let asked = 0;
  form.onsubmit = (event) => event.preventDefault();
  form.elements.q.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  };

  async function search() {
    const wanted = form.elements.q.value.trim();
    asked += 1;
    const mine = asked;
    if (wanted.length < 2) return list([]);
    try {
      const people = await find(desk, wanted);
      if (mine === asked) list(people, people.length ? fromWhen() : words.nobody);
    } catch (error) {
      if (mine === asked) list([], error instanceof NoNetwork ? words.noNames : error.message);
    }
  }

  const fromWhen = () => (desk.link.isOnline ? "" : fill(words.fromRoster, clockOf(desk.link.roster.at)));

  function list(people, note = "") {
    say("search-note", note);
    part("found").replaceChildren(...people.map((one) => line(one, () => choose(one), substitute(one))));
  }

  function choose(one) {
    desk.send({ delegate_id: one.id }, { delegate: one });
    list([]);
    form.reset();
  }

  function substitute(one) {
    const may = desk.rights.has("walkin") && desk.place.meeting.may_substitute && one.state === "expected";
    return may ? () => { list([]); form.reset(); openSubstitute(desk, one); } : null;
  }
}

function line(one, onChoose, onSubstitute) {
  const item = element("li", "found-line");
  const choose = button("", onChoose);
  choose.append(element("b", "", one.name));
  choose.append(element("small", "", [one.position, one.unit, one.seat].filter(Boolean).join(", ")));
  if (STANDS[one.state]) choose.append(element("small", "found-state", STANDS[one.state]));
  item.append(choose);
  if (onSubstitute) item.append(button(words.substitute, onSubstitute));
  return item;
}
