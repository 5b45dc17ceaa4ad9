/* A USB scanner types fast and ends with Enter; what a hand types stays in its field. */

const FASTEST_HAND = 60; // ms between keys: slower is a hand
const SHORTEST = 6;

export function listenToScanner(onText) {
  let typed = "";
  let last = 0;
  addEventListener("keydown", (event) => {
    if (event.target.closest?.("input, textarea, select, button") || event.ctrlKey || event.metaKey) return;
    const now = performance.now();
    if (now - last > FASTEST_HAND) typed = "";
    last = now;
    if (event.key === "Enter" || event.key === "Tab") {
      if (typed.length >= SHORTEST) { event.preventDefault(); onText(typed); }
      typed = "";
    } else if (event.key.length === 1) {
      typed += event.key;
    }
  });
}
