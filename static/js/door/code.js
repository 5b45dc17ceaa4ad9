/* Codes as the server reads them (planner.domain.account): told from damaged ones and from foreign texts. */

const ALPHABET = "0123456789BCFGHJKLMNPQRSTVXZ";
const BASE = ALPHABET.length;
export const LENGTH = 28; // with the check character
const SHORT = 6;
const LONGEST = 400; // what is longer is not read at all
const LINK = /^(.*)\/V\/([^/?#]*)[/?#]?.*$/i;
const MANGLED_LINK = /^.*[^0-9A-Z]V[^0-9A-Z]([0-9A-Z][0-9A-Z -]*)$/i; // a keyboard of another country typed the slashes
const SYMBOLOGY = /^\][A-Za-z]\d/; // some scanners announce the kind of barcode first
const ENDS = /^[\0\r\n\t ]+|[\0\r\n\t ]+$/g;

export const normalise = (text) => text.replace(/[\p{Z}\p{C}\p{Pd}\u2212]/gu, "").toUpperCase();

export function isWellFormed(code) {
  if (code.length !== LENGTH || [...code].some((sign) => !ALPHABET.includes(sign))) return false;
  return checkCharacter(code.slice(0, -1)) === code.at(-1);
}

/* The first characters of a code, typed by hand; null for all else. */
export function readShort(typed) {
  const short = normalise(typed);
  return short.length === SHORT && [...short].every((sign) => ALPHABET.includes(sign)) ? short : null;
}

/* Luhn mod 28, from the right. */
export function checkCharacter(body) {
  let total = 0;
  [...body].reverse().forEach((sign, place) => {
    const digit = ALPHABET.indexOf(sign);
    total += place % 2 ? digit : Math.floor((2 * digit) / BASE) + ((2 * digit) % BASE);
  });
  return ALPHABET[(BASE - (total % BASE)) % BASE];
}

/* {kind: code | malformed | not_ours, code}; `hosts` are our names in lower case, with or without port. */
export function readCode(scanned, hosts) {
  const text = scanned.replace(ENDS, "").replace(SYMBOLOGY, "");
  if (!text || text.length > LONGEST) return { kind: "not_ours" };
  const bare = normalise(text);
  if (isWellFormed(bare)) return { kind: "code", code: bare };
  const link = LINK.exec(text);
  if (link) return readTail(normalise(link[2]), namesHost(link[1], hosts));
  const tail = normalise(MANGLED_LINK.exec(text)?.[1] ?? "");
  if (isWellFormed(tail)) return { kind: "code", code: tail };
  return { kind: looksLikeCode(bare, 36) ? "malformed" : "not_ours" };
}

function readTail(code, isOurs) {
  if (isWellFormed(code)) return { kind: "code", code };
  return { kind: isOurs || looksLikeCode(code, 40) ? "malformed" : "not_ours" };
}

function namesHost(before, hosts) {
  const parts = before.toLowerCase().split("/").map((part) => part.split(":")[0]);
  return hosts.some((host) => parts.includes(host.split(":")[0]));
}

function looksLikeCode(text, longest) { // 17 of 20 of the alphabet; numbers alone are not
  if (text.length < 20 || text.length > longest || !/^[\p{L}\p{N}]+$/u.test(text) || /^\p{Nd}+$/u.test(text)) return false;
  return [...text].filter((sign) => ALPHABET.includes(sign)).length >= 0.85 * text.length;
}
