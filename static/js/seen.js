// Tells once that a person has the page before them: not on loading, which scanners of mail do too.
const told = document.getElementById("da-xem").dataset.seen;
const tell = () => {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tell);
  fetch(told, { method: "POST", keepalive: true }).catch(() => { /* no network: told when it is opened again */ });
};
document.addEventListener("visibilitychange", tell);
setTimeout(tell, 800); // milliseconds: whoever looks stays that long
