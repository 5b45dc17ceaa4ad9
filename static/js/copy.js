// Copies an address or a code. Without this script the field itself can be selected; the button stays hidden.
const say = (box, words) => {
  box.querySelector("[role=status]").textContent = words;
  box.classList.add("is-copied");
};
const copy = async (box) => {
  const field = box.querySelector("input, textarea");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say(box, box.dataset.copied);
  } catch { /* no clipboard here (plain http): the text stands selected, ready for Ctrl+C */
    say(box, box.dataset.selected);
  }
};
for (const box of document.querySelectorAll(".copy")) {
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => copy(box));
}
