// Sessions on the board are dragged to another month; what is in the way is said while they are over it.
// Without it each session leads to a form with the same choice.
const board = document.querySelector("[data-board]");
const said = document.querySelector("[data-said]");
const drop = document.querySelector("[data-drop]");
const FAR = 6; // pixels before a press becomes a drag
let dropped = false;
let held = null; // { chip, ghost, x, y, cell }

const tell = async (chip, cell) => {
  const month = cell.dataset.month;
  const answer = await fetch(`/planning/sessions/${chip.dataset.session}/check?month=${month}`);
  if (!answer.ok || held?.cell !== cell) return;
  const found = await answer.json();
  if (held?.cell !== cell) return;
  said.textContent = found.words;
  cell.classList.toggle("is-refused", !found.is_clear);
};
const over = (cell) => {
  if (held.cell === cell) return;
  held.cell?.classList.remove("is-over", "is-refused");
  held.cell = cell;
  if (!cell) { said.textContent = ""; return; }
  cell.classList.add("is-over");
  tell(held.chip, cell).catch(() => {}); // no network: the form says it
};
const lift = () => {
  const ghost = held.chip.cloneNode(true);
  ghost.classList.add("is-dragged");
  ghost.removeAttribute("href");
  document.body.append(ghost);
  held.ghost = ghost;
};
const end = () => {
  held?.ghost?.remove();
  held?.cell?.classList.remove("is-over", "is-refused");
  held = null;
};
const put = (chip, month) => {
  const to = `/planning/sessions/${chip.dataset.session}/move`;
  if ("sure" in chip.dataset) { location.assign(`${to}?month=${month}`); return; } // what is chốt is asked about
  drop.action = to;
  drop.elements.month.value = String(Number(month.slice(5)));
  drop.submit();
};

board?.addEventListener("pointerdown", (event) => {
  const chip = event.target.closest("[data-session]");
  if (chip && event.button === 0) held = { chip, ghost: null, x: event.clientX, y: event.clientY, cell: null };
});
addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.ghost && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR) return;
  if (!held.ghost) lift();
  held.ghost.animate({ transform: `translate(${event.clientX + 8}px, ${event.clientY + 8}px)` }, { duration: 0, fill: "forwards" });
  over(document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-month]") ?? null);
});
addEventListener("pointerup", () => {
  if (!held) return;
  const { chip, ghost, cell } = held;
  end();
  if (!ghost) return;
  dropped = true;
  setTimeout(() => { dropped = false; }, 0);
  if (cell && cell !== chip.closest("[data-month]")) put(chip, cell.dataset.month);
});
board?.addEventListener("click", (event) => { if (dropped) event.preventDefault(); }, true); // the press that ended a drag
addEventListener("pointercancel", end);
addEventListener("keydown", (event) => { if (event.key === "Escape") end(); });
