// Says below a field of time what its words are understood as, while they are typed.
const read = async (field, say) => {
  const words = field.value.trim(), turn = Number(field.dataset.turn ?? 0) + 1;
  field.dataset.turn = turn;
  if (!words) { say.textContent = ""; return; }
  const address = new URL(field.dataset.read, location.href);
  address.searchParams.set("words", words);
  try {
    const answer = await (await fetch(address)).json();
    if (Number(field.dataset.turn) === turn) say.textContent = answer.words;
  } catch { say.textContent = ""; /* no network: the server says it after saving */ }
};
for (const field of document.querySelectorAll("[data-read]")) {
  const say = document.getElementById(`${field.id}-understood`) ?? field.closest("[data-for]").querySelector("[data-understood]");
  let pause;
  field.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(() => read(field, say), 250); });
  read(field, say);
}
