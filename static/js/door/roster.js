/* The sealed list: a code finds its record and opens it; without codes nobody can read a name (planner.outputs.roster). */

const bytes = new TextEncoder();

export const canOpen = () => Boolean(window.isSecureContext && crypto.subtle);

export async function recordId(code) {
  const hash = await crypto.subtle.digest("SHA-256", bytes.encode(`id${code}`));
  return Array.from(new Uint8Array(hash, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function unseal(code, box) {
  const secret = await crypto.subtle.importKey("raw", bytes.encode(code), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytes.encode("seal") };
  const key = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const raw = Uint8Array.from(atob(box), (letter) => letter.charCodeAt(0));
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: raw.subarray(0, 12) }, key, raw.subarray(12));
  return JSON.parse(new TextDecoder().decode(text));
}

/* The first use of the browser's cryptography takes long: with a code and a box of nobody's, before anybody waits. */
export async function warmUp() {
  if (!canOpen()) return;
  const nobody = "0".repeat(28);
  await recordId(nobody);
  await unseal(nobody, btoa("\0".repeat(64))).catch(() => {}); // all of the way, but it does not open
}

/* {verdict, delegate} of a well-formed code; `kept` where this device cannot tell. */
export async function lookUp(roster, code) {
  if (!roster || !canOpen()) return { verdict: "kept" };
  const id = await recordId(code);
  if (roster.gone[id]) return { verdict: roster.gone[id] };
  if (!roster.people[id]) return { verdict: "unknown" };
  return { verdict: "ok", delegate: await unseal(code, roster.people[id]) };
}
