/* A USB scanner types and ends with Enter; what is typed into a field stays there. */

const LONGEST_PAUSE = 500; // ms between keys, even on a busy machine: after more, a new code begins
const SHORTEST = 6;

export function listenToScanner(onText) {
  let typed = "";
  let last = 0;
  addEventListener("keydown", (event) => {
    if (event.target.closest?.("input, textarea, select") || event.ctrlKey || event.metaKey) return;
    const now = performance.now();
    if (now - last > LONGEST_PAUSE) typed = "";
    last = now;
    if (event.key === "Enter" || event.key === "Tab") {
      if (typed.length >= SHORTEST) { event.preventDefault(); onText(typed); }
      typed = "";
    } else if (event.key.length === 1) {
      typed += event.key;
    }
  });
}
