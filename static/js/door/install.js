/* The service worker: the page opens without the network; a newer page waits until nothing is unsent. */

import { told } from "./api.js";
import { note, part } from "./view.js";

export async function install() {
  if (!window.isSecureContext || !navigator.serviceWorker) return;
  const known = await navigator.serviceWorker.register("/door/worker.js", { scope: "/door", updateViaCache: "none" })
    .catch(() => null); // no network, or a browser that keeps nothing: the page works as it is
  if (!known) return;
  if (known.waiting && !told.queue) return takeOver(known); // just opened: nothing is lost
  offer(known);
  known.addEventListener("updatefound", () => {
    known.installing?.addEventListener("statechange", () => offer(known));
  });
}

function offer(known) {
  if (!known.waiting || !navigator.serviceWorker.controller) return;
  note("update", true);
  part("update").onclick = () => { if (!told.queue) takeOver(known); };
}

function takeOver(known) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  known.waiting.postMessage("take over");
}
