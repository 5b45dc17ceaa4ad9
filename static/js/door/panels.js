/* The other ways in: a typed code, a name, somebody who is not on the list. */

import { ask, NoNetwork } from "./api.js";
import { button, element, part, say, words } from "./view.js";

const PAUSE = 200; // ms after the last key before a search
const NEEDED = { type: "scan", search: "search", walkin: "walkin" };

export function setUpPanels({ token, rights, send }) {
  for (const name of Object.keys(NEEDED)) {
    const opener = part(`open-${name}`);
    opener.disabled = !rights.has(NEEDED[name]);
    opener.addEventListener("click", () => toggle(name));
  }
  part("type").addEventListener("submit", (event) => {
    event.preventDefault();
    const { code } = event.target.elements;
    if (code.value.trim()) send({ code: code.value });
    event.target.reset();
    code.focus();
  });
  part("walkin").addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, unit, position } = event.target.elements;
    if (!name.value.trim()) { say("walkin-refusal", words.nameNeeded); return name.focus(); }
    say("walkin-refusal", "");
    send({ kind: "walkin", person: { name: name.value, unit: unit.value, position: position.value } });
    event.target.reset();
    name.focus();
  });
  setUpSearch(token, send);
}

function toggle(name) {
  for (const one of Object.keys(NEEDED)) {
    const panel = part(one);
    panel.hidden = one !== name || !panel.hidden;
    part(`open-${one}`).setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.querySelector("input").focus();
  }
}

function setUpSearch(token, send) {
  const form = part("search");
  let timer;
  let asked = 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });

  async function search() {
    const wanted = form.elements.q.value.trim();
    asked += 1;
    const mine = asked;
    if (wanted.length < 2) return fill([]);
    try {
      const { people } = await ask(`people?q=${encodeURIComponent(wanted)}`, { token });
      if (mine === asked) fill(people, people.length ? "" : words.nobody);
    } catch (error) {
      fill([], error instanceof NoNetwork ? words.offline : error.message);
    }
  }

  function fill(people, note = "") {
    say("search-note", note);
    part("found").replaceChildren(...people.map((one) => {
      const item = document.createElement("li");
      const choose = button("", () => { send({ delegate_id: one.id }); fill([]); form.reset(); });
      choose.append(element("b", "", one.name), element("small", "", [one.position, one.unit, one.seat].filter(Boolean).join(", ")));
      item.append(choose);
      return item;
    }));
  }
}
