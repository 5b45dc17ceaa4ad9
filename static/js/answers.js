// The board of answers: its numbers come anew while somebody looks; all people of a page are ticked at once.
const EVERY = 10000; // milliseconds
const numbers = document.querySelector("[data-numbers]");
let version = "";

async function look() {
  if (document.hidden) return;
  try {
    const headers = version ? { "If-None-Match": version } : {};
    const answer = await fetch(numbers.dataset.numbers, { headers, cache: "no-store" });
    if (answer.redirected || answer.status === 404) return location.reload();
    if (answer.status !== 200) return;
    const is_first = !version;
    version = answer.headers.get("ETag") ?? "";
    if (!is_first) numbers.innerHTML = await answer.text();
  } catch { /* no network: it is asked again */ }
}
setInterval(look, EVERY);
look();

const all = document.querySelector("[data-all]");
if (all) {
  all.closest(".check").hidden = false;
  all.addEventListener("change", () => {
    for (const one of document.querySelectorAll("[name=delegate]")) one.checked = all.checked;
  });
}
