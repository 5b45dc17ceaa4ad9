/* Names as the server finds them (planner.domain.text): without dấu, words in any order, or their first letters. */

export function searchKey(text) {
  const folded = text.normalize("NFKD").replace(/[đðÐĐ]/g, "d").toLowerCase().normalize("NFKD");
  return (folded.replace(/[\p{Mn}\p{Cf}]/gu, "").replace(/đ/g, "d").match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}

/* Whether each word of the query begins another word of `key`, or is the first letters of neighbours. */
export const matches = (query, key) => finder(query)(key);

/* The same for many keys: what is known of the query is found out once. */
export function finder(query) {
  const parts = searchKey(query).split(" ").filter(Boolean);
  const starts = parts.map((part) => ` ${part}`);
  return (key) => {
    const spaced = ` ${key}`;
    const lacking = parts.filter((_part, at) => !spaced.includes(starts[at])); // cheap, and true of most people
    if (lacking.some((part) => part.length < 2)) return false;
    const words = key.split(" ").filter(Boolean);
    const initials = words.map((word) => word[0]).join("");
    if (lacking.some((part) => !initials.includes(part))) return false;
    const choices = parts.map((part) => places(part, words, initials));
    return canPlace(choices.sort((one, other) => one.length - other.length), 0n);
  };
}

function places(part, words, initials) { // each way as a bit mask of the words that it uses
  const found = [];
  words.forEach((word, index) => { if (word.startsWith(part)) found.push(1n << BigInt(index)); });
  for (let at = part.length > 1 ? initials.indexOf(part) : -1; at >= 0; at = initials.indexOf(part, at + 1)) {
    found.push(((1n << BigInt(part.length)) - 1n) << BigInt(at));
  }
  return found;
}

function canPlace([first, ...rest], used) {
  return !first || first.some((mask) => !(used & mask) && canPlace(rest, used | mask));
}
