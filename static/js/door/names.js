/* Names as the server finds them (planner.domain.text): without dấu, words in any order, or their first letters. */

export function searchKey(text) {
  const folded = text.normalize("NFKD").replace(/[đðÐĐ]/g, "d").toLowerCase().normalize("NFKD");
  return (folded.replace(/[\p{Mn}\p{Cf}]/gu, "").replace(/đ/g, "d").match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}

/* Whether each word of the query begins another word of `key`, or is the first letters of neighbours. */
export function matches(query, key) {
  const words = key.split(" ").filter(Boolean);
  const choices = searchKey(query).split(" ").filter(Boolean).map((part) => places(part, words));
  return canPlace(choices.sort((one, other) => one.length - other.length), 0n);
}

function places(part, words) { // each way as a bit mask of the words that it uses
  const found = [];
  words.forEach((word, index) => { if (word.startsWith(part)) found.push(1n << BigInt(index)); });
  const initials = words.map((word) => word[0]).join("");
  for (let at = part.length > 1 ? initials.indexOf(part) : -1; at >= 0; at = initials.indexOf(part, at + 1)) {
    found.push(((1n << BigInt(part.length)) - 1n) << BigInt(at));
  }
  return found;
}

function canPlace([first, ...rest], used) {
  return !first || first.some((mask) => !(used & mask) && canPlace(rest, used | mask));
}
