// A form leaves once: a second tap while the first is on its way would write the same again.
const PATIENCE = 10_000; // milliseconds, after which the first was lost or stopped
let left = new WeakSet();
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (e.defaultPrevented || form.method !== "post") return;
  if (left.has(form)) { e.preventDefault(); return; }
  left.add(form);
  setTimeout(() => left.delete(form), PATIENCE);
});
addEventListener("pageshow", () => { left = new WeakSet(); }); // back by the arrow
