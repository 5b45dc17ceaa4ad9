/* The door's answer without the network: from the sealed list, and from what this device has seen. */

import { trueTime } from "./api.js";
import { lookUp } from "./roster.js";

const DAY_AND_CLOCK = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: "Asia/Ho_Chi_Minh" });
const PART_ENDS = [[12.5, "sáng"], [18, "chiều"], [24, "tối"]]; // hours; as planner.domain.attendance.hours

/* Which day, and which part of it where parts count apart; `moment` is of this device's clock. */
export function sittingOf(moment, meeting) {
  const [day, clock] = DAY_AND_CLOCK.format(trueTime(moment)).split(" ");
  if (!meeting.parts_apart) return day;
  const [hours, minutes] = clock.split(":").map(Number);
  return `${day} ${PART_ENDS.find(([end]) => hours + minutes / 60 < end)[1]}`;
}

/* {verdict, delegate, first}; `code` is whole and right where the scan has one; `seen` by `seenKey`. */
export async function judge(scan, { code, place, roster, seen }) {
  if (scan.kind === "void") return { verdict: "voided" };
  if (scan.kind === "walkin") return { verdict: "walkin", delegate: { ...scan.person, seat: "" } };
  const found = code ? await lookUp(roster, code) : { verdict: "ok", delegate: named(roster, scan.delegate_id) };
  if (found.verdict !== "ok" || !found.delegate) return found;
  const first = seen.get(seenKey(scan, place, found.delegate.id));
  if (first) return { ...found, verdict: "already", first };
  return { ...found, verdict: hour(scan.at, place.meeting) };
}

export const seenKey = (scan, place, delegateId) => `${sittingOf(scan.at, place.meeting)} ${delegateId}`;

const named = (roster, id) => roster?.names?.find((one) => one.id === id);

function hour(moment, { opens, closes }) {
  const at = trueTime(moment).getTime();
  if (!opens || at < Date.parse(opens)) return "not_open";
  return closes && at > Date.parse(closes) ? "ok_late" : "ok";
}
