/* What the volunteer can do with the person on the card. */

import { askFile } from "./api.js";
import { isGreen } from "./card.js";
import { openSubstitute } from "./panels.js";
import { element, fill, part, words } from "./view.js";

/* Buttons by their words, for one answer at this desk. */
export function deedsOf(desk, item, verdict, result) {
  const { rights, place } = desk;
  const mayVoid = rights.has("void");
  const who = result.delegate;
  const deeds = {};
  if (verdict === "voided") {
    const restore = () => desk.send({ kind: "void", void_of: item.scan.id }, { as: "restored" });
    if (mayVoid) deeds[words.restore] = restore;
    return deeds;
  }
  if (isGreen(verdict) || verdict === "kept") {
    if (mayVoid) deeds[words.undo] = () => desk.send({ kind: "void", void_of: item.scan.id });
    const may = mayVoid && rights.has("walkin") && place.meeting.may_substitute && item.scan.kind === "in";
    if (may && who?.id) deeds[words.substitute] = () => openSubstitute(desk, who, item.scan.id);
  }
  const isIn = isGreen(verdict) || verdict === "already";
  if (rights.has("print") && who?.id && isIn) deeds[words.print] = (event) => printBadge(desk, who, event.target);
  return deeds;
}

async function printBadge(desk, who, opener) {
  opener.disabled = true;
  try {
    const { blob, header } = await askFile("badges", { token: desk.device.token, body: { delegate_id: who.id } });
    const before = Number(header("X-Printed-Before"));
    const link = element("a", "verdict-link", before ? fill(words.openBadgeAgain, before) : words.openBadge);
    link.href = URL.createObjectURL(blob);
    link.target = "_blank";
    opener.replaceWith(link);
    link.focus();
  } catch (error) {
    opener.disabled = false;
    part("card").append(element("p", "verdict-trouble", error.message || words.noBadge));
  }
}
