// Work that goes on elsewhere: its progress is asked for until it is over, then the page is read anew.
const PAUSE = 1000; // milliseconds
const box = document.querySelector("[data-poll]");
const bar = box.querySelector("progress"), words = bar.parentElement.firstChild;
const ask = async () => {
  try {
    const answer = await fetch(box.dataset.poll);
    if (!answer.ok) { location.reload(); return; }
    const now = await answer.json();
    if (now.is_over) { location.reload(); return; }
    if (words.data !== now.words) words.data = now.words;
    bar.max = now.whole; bar.value = now.done; bar.ariaLabel = now.words;
  } catch { /* no network: it is asked again */ }
  setTimeout(ask, PAUSE);
};
setTimeout(ask, PAUSE);
