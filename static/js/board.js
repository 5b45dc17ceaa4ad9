/* The live board: asks for its numbers every three seconds, and draws them only when they changed. */

const EVERY = 3000; // ms
const board = document.querySelector(".wall");
const part = (name) => board.querySelector(`[data-part="${name}"]`);
let version = "";

async function look() {
  try {
    const headers = version ? { "If-None-Match": version } : {};
    const answer = await fetch(board.dataset.numbers, { headers, cache: "no-store", signal: AbortSignal.timeout?.(EVERY * 2) });
    if (answer.redirected || answer.status === 404) return location.reload(); // signed out, or no longer ours
    if (answer.status === 200) {
      version = answer.headers.get("ETag") ?? "";
      const open = part("numbers").querySelector("details")?.open;
      part("numbers").innerHTML = await answer.text();
      if (open) part("numbers").querySelector("details")?.setAttribute("open", "");
    }
    part("lost").hidden = answer.ok || answer.status === 304;
  } catch {
    part("lost").hidden = false;
  }
}

if (board.requestFullscreen) {
  part("full").hidden = false;
  part("full").addEventListener("click", () => document.fullscreenElement ? document.exitFullscreen() : board.requestFullscreen());
}
setInterval(() => { if (!document.hidden) look(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
look();
