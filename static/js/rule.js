// Folds what a rule about people by name, or about units by name, does not read. Without it all fields show.
const fold = (form) => {
  const chosen = form.elements.relation.value;
  for (const part of form.querySelectorAll("[data-where]")) {
    const wanted = part.dataset.where;
    part.hidden = wanted === "units" ? chosen === "people" : chosen !== wanted;
  }
};
for (const form of document.querySelectorAll("[data-rule]")) {
  form.elements.relation.addEventListener("change", () => fold(form));
  fold(form);
}
