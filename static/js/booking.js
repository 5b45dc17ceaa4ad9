// Folds what the chosen way of saying a time does not need, and tells what words of time are understood as. Without it all fields show.
const chosen = (form, name) => form.querySelector(`input[name="${name}"]:checked`)?.value;
const fold = (form) => {
  const way = chosen(form, "time_kind"), step = chosen(form, "step");
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(way);
  for (const part of form.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== step;
};
let latest = 0;
const read = async (field) => {
  const place = field.closest("[data-for]").querySelector("[data-understood]"), turn = ++latest;
  if (!field.value.trim()) { place.textContent = ""; return; }
  try {
    const answer = await fetch(`${field.dataset.read}?${new URLSearchParams({ words: field.value })}`);
    const { words } = await answer.json();
    if (turn === latest) place.textContent = words;
  } catch { place.textContent = ""; /* no network: the server says it after saving */ }
};
for (const ways of document.querySelectorAll("[data-ways]")) {
  const form = ways.closest("form");
  form.addEventListener("change", () => fold(form));
  fold(form);
}
for (const field of document.querySelectorAll("[data-read]")) {
  let pause;
  field.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(() => read(field), 250); });
  read(field);
}
