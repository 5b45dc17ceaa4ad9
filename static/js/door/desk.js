/* Each scan from the hand to its answer: kept first, asked, and decided here when nobody answers in time. */

import { told, trueTime } from "./api.js";
import { addLast, addReview, clearCard, isGreen, showCard } from "./card.js";
import { readCode } from "./code.js";
import { judge, seenKey } from "./judge.js";
import { deedsOf } from "./person.js";
import { warmUp } from "./roster.js";
import { clockOf, fill, note, showCounts, showPlace, words } from "./view.js";

const PATIENCE = 2500; // ms: a request that is unanswered after these counts as no network, for now
const SAME_PHONE_QUIET = 10000; // ms in which `already` only repeats the green card
const KIOSK_SHOWS = 5000; // ms
const CLOCK_MAY_ERR = 2 * 60000; // ms

export class Desk {
  mine = new Map(); // by scan id: {item, verdict, resolve}
  recent = new Map(); // by delegate id: when this page saw them last
  current = ""; // the scan whose card is shown

  constructor({ store, link, outbox }) {
    Object.assign(this, { store, link, outbox });
  }

  async enter(device) {
    this.device = device;
    this.place = device.place;
    this.rights = new Set(device.place.rights);
    this.isKiosk = this.rights.has("kiosk") && !this.rights.has("scan");
    this.seen = await this.store.seen();
    showPlace(device.place);
    warmUp(); // nobody waits for it
  }

  /* A text from the camera, a scanner, a keyboard. What is no code of ours goes nowhere: it may be somebody's papers. */
  take(text) {
    const { kind, code } = readCode(text, words.hosts);
    if (kind === "code") return this.send({ code }, { code });
    const item = { scan: { id: `${kind}-${Date.now()}`, kind: "in", at: new Date().toISOString() } };
    return this.present(item, kind, {});
  }

  /* `code` and `delegate`: what is known of the person; a silent scan shows no card; `as`: the words for a void. */
  async send(scan, { code, delegate, isSilent = false, as } = {}) {
    const item = await this.outbox.add({ ...scan, offline: !this.link.isOnline || this.outbox.isLate });
    const entry = { item, isSilent, as };
    this.mine.set(item.scan.id, entry);
    const answered = new Promise((resolve) => { entry.resolve = resolve; });
    if (this.link.isOnline && !this.outbox.isLate) {
      const lost = this.link.loss();
      this.outbox.flush();
      if (await Promise.race([answered, lost, pause(PATIENCE)])) return;
      this.outbox.isLate = true; // whoever comes next does not wait behind it
      this.link.heard(false);
    }
    await this.decide(entry, { code, delegate });
  }

  async decide(entry, { code, delegate }) {
    const { item } = entry;
    const { place, seen } = this;
    const known = { code, place, roster: this.link.roster, seen };
    const found = await judge(item.scan, known).catch(() => ({ verdict: "kept" }));
    if (entry.isAnswered) return;
    const result = this.asShown({ delegate, ...found });
    entry.verdict = item.isLoose ? "unkept" : result.verdict;
    if (entry.verdict === "unknown") result.advice = fill(words.notInList, clockOf(this.link.roster.at));
    this.present(item, this.repeats(result) ? "ok" : entry.verdict, result, { isKept: true });
    await this.remember(item, result);
    if (!item.isLoose) await this.outbox.tell(item, entry.verdict);
  }

  /* An answer of the server, to a scan of this page or of the queue. */
  async onResult(item, result, counts) {
    const entry = this.mine.get(item.scan.id);
    if (counts) showCounts(counts);
    note("clock", Math.abs(told.clock) > CLOCK_MAY_ERR, fill(words.clock, Math.round(Math.abs(told.clock) / 60000)));
    if (this.place) await this.remember(item, result);
    if (entry) entry.isAnswered = true;
    const before = entry?.verdict ?? item.told;
    if (before) return this.correct(item, before, result);
    if (!entry) return; // another tab shows it
    this.present(item, this.repeats(result) ? "ok" : result.verdict, result);
    entry.resolve(true);
  }

  /* The server's word on what this device decided alone. */
  async correct(item, before, result) {
    const { verdict } = result;
    if (item.scan.kind === "in" && isGreen(before) && !isGreen(verdict) && !item.scan.offline && this.device) {
      const { id: _id, ...same } = item.scan; // refused online, let in here: that they came in is told once more
      const again = await this.outbox.add({ ...same, offline: true });
      this.mine.set(again.scan.id, { item: again, verdict: before });
      return;
    }
    const isDoubtful = result.needs_review || (isGreen(before) && !isGreen(verdict) && verdict !== "already");
    if (isDoubtful) addReview(item, verdict, result);
    if (verdict === "quarantined" || !this.rights) return;
    const shown = { ...result, needs_review: isDoubtful };
    if (item.scan.kind !== "void") addLast(item, verdict, shown, () => this.look(item, verdict, shown));
    if (this.current === item.scan.id) this.look(item, isDoubtful ? verdict : this.mine.get(item.scan.id)?.as ?? before, shown);
  }

  present(item, verdict, result, { isKept = false } = {}) {
    const entry = this.mine.get(item.scan.id);
    verdict = verdict === "voided" ? entry?.as ?? verdict : verdict;
    if (result.delegate?.id && verdict !== "voided") this.recent.set(result.delegate.id, performance.now());
    if (entry?.isSilent) return;
    this.look(item, verdict, result, { isKept, isQuiet: false });
    if (item.scan.kind !== "void") addLast(item, verdict, result, () => this.look(item, verdict, result, { isKept }));
    if (this.isKiosk) this.returnLater();
  }

  look(item, verdict, result, { isKept = false, isQuiet = true } = {}) {
    this.current = item.scan.id;
    const deeds = this.isKiosk || !item.seq ? {} : deedsOf(this, item, verdict, result);
    showCard(verdict, result, { deeds, isKept, isQuiet });
  }

  returnLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(clearCard, KIOSK_SHOWS);
  }

  repeats(result) {
    const before = this.recent.get(result.delegate?.id) ?? -Infinity;
    return result.verdict === "already" && performance.now() - before < SAME_PHONE_QUIET;
  }

  asShown(result) { // a screen in the open shows a name and a seat, nothing more
    if (!this.isKiosk || !result.delegate) return result;
    return { ...result, delegate: { ...result.delegate, unit: "", position: "" } };
  }

  async remember(item, { verdict, delegate, first }) {
    if (item.scan.kind === "void") return this.forget(item.scan.void_of);
    const isIn = isGreen(verdict) || verdict === "already";
    if (!isIn || item.scan.kind !== "in" || !delegate?.id) return;
    const key = seenKey(item.scan, this.place, delegate.id);
    if (this.seen.has(key) && !first) return;
    const sight = { at: first?.at ?? trueTime(item.scan.at).toISOString(), door: first?.door ?? this.place.door.name, scan: item.scan.id };
    this.seen.set(key, { ...sight, scan: this.seen.get(key)?.scan ?? sight.scan });
    await this.store.see(key, this.seen.get(key)).catch(() => {});
  }

  async forget(scanId) {
    for (const [key, sight] of this.seen) {
      if (sight.scan !== scanId) continue;
      this.seen.delete(key);
      await this.store.unsee(key).catch(() => {});
    }
  }
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
