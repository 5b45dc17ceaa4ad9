// Folds what the chosen way of saying a time does not need. Without it all fields show.
const chosen = (form, name) => form.querySelector(`input[name="${name}"]:checked`)?.value;
const fold = (form) => {
  const way = chosen(form, "time_kind"), step = chosen(form, "step");
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(way);
  for (const part of form.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== step;
};
for (const ways of document.querySelectorAll("[data-ways]")) {
  const form = ways.closest("form");
  form.addEventListener("change", () => fold(form));
  fold(form);
}
