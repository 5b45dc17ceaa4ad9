/* A USB scanner types, and most end with Enter. What is typed into a field stays there, unless it is a whole code. */

import { LENGTH } from "./code.js";

const LONGEST_PAUSE = 500; // ms between keys, even on a busy machine: after more, a new code begins
const SHORTEST = 6;

/* All of a field, or the code at its end, behind a name that somebody looked for. */
const wholeIn = (text, isWhole) => [text, text.slice(-LENGTH)].find(isWhole) ?? "";

/* `isWhole` tells a text that needs no Enter. */
export function listenToScanner(onText, isWhole) {
  let typed = "";
  let last = 0;
  let timer;
  const end = () => {
    const text = typed;
    typed = "";
    if (text.length >= SHORTEST) onText(text);
    return text.length >= SHORTEST;
  };
  addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input");
    const scanned = field && event.key === "Enter" ? wholeIn(field.value, isWhole) : "";
    if (scanned) { // the cursor stood there when the scanner typed
      event.preventDefault();
      field.value = field.value.slice(0, -scanned.length);
      onText(scanned);
    }
    if (event.target.closest?.("input, textarea, select") || event.ctrlKey || event.metaKey) return;
    clearTimeout(timer);
    const now = performance.now();
    if (now - last > LONGEST_PAUSE) typed = "";
    last = now;
    if (event.key === "Enter" || event.key === "Tab") {
      if (typed && end()) event.preventDefault();
    } else if (event.key === "Backspace") { // so does a Vietnamese keyboard mend what it mistook
      typed = typed.slice(0, -1);
    } else if (event.key.length === 1) {
      typed += event.key;
      timer = setTimeout(() => { if (isWhole(typed)) end(); }, LONGEST_PAUSE);
    }
  });
}
