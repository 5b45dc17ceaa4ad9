/* Scans on their way to the server: kept before anything is shown, sent under the same id until each has its answer.

   An item: {seq, token, meeting, scan, told}; `told` is the verdict that the page gave without the network. */

import { ask, Gone, NoNetwork, Refused, told } from "./api.js";

const MOST = 200; // scans in a batch
const WAITS = [1000, 2000, 4000, 8000, 15000]; // ms between tries, with some chance added
const ALONE = "door-outbox"; // the lock: of all tabs of this device one sends

export class Outbox {
  constructor(store, { onResult, onNetwork, onLength, onGone, onFull }) {
    Object.assign(this, { store, onResult, onNetwork, onLength, onGone, onFull });
    this.gone = new Set(); // tokens that ended: their scans go to the quarantine
    this.held = new Set(); // tokens that nobody takes anything from
    this.loose = []; // what the device refused to keep
    this.most = MOST;
    this.tries = 0;
    this.isLate = false; // what was sent should have been answered by now
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(ALONE) : null;
    this.channel?.addEventListener("message", ({ data }) => this.hearOtherTab(data));
  }

  /* After a reload nobody knows what of the queue arrived: it happened, so it is told as having happened. */
  async open(device) {
    this.device = device;
    this.held.clear();
    await inTurn(async () => this.markOffline(await this.store.queue()));
    await this.count();
    this.flush();
  }

  /* The item, kept; throws nothing: what cannot be kept waits in the page, and `onFull` says whether anything does. */
  async add(scan) {
    const whole = {
      id: newId(), code: null, delegate_id: null, kind: "in", at: new Date().toISOString(),
      offline: false, void_of: null, person: null, ...scan,
    };
    const item = { token: this.device.token, meeting: this.device.place.meeting.id, scan: whole, told: "" };
    try {
      item.seq = await this.store.add(item);
    } catch {
      item.isLoose = true;
      this.loose.push(item);
    }
    this.onFull(this.loose.length > 0);
    this.count(); // nobody waits for the sum
    return item;
  }

  async tell(item, verdict) {
    await this.change(item, { told: verdict });
  }

  async count() {
    const kept = await this.store.waiting().catch(() => 0);
    told.queue = kept + this.loose.length;
    this.onLength(told.queue);
  }

  /* Send all that waits; resolves when this round is over. */
  async flush() {
    clearTimeout(this.timer);
    if (this.isSending) { this.isWanted = true; return; }
    this.isSending = true;
    try {
      do {
        this.isWanted = false;
        while (await inTurn(() => this.sendBatch())) { /* as long as something goes */ }
      } while (this.isWanted);
      this.tries = 0;
    } catch (error) {
      this.later(error);
    } finally {
      this.isSending = false;
    }
  }

  async sendBatch() {
    const queue = [...await this.store.queue().catch(() => []), ...this.loose];
    const sendable = queue.filter((item) => !item.isStuck && !this.held.has(item.token));
    const batch = sendable.filter((item) => item.token === sendable[0].token).slice(0, this.most);
    if (!batch.length) return false;
    const { token } = batch[0];
    try {
      if (this.gone.has(token)) await this.bringToQuarantine(token, batch);
      else await this.bring(token, batch);
      this.most = MOST;
    } catch (error) {
      await this.learnFrom(error, token, batch);
    } finally {
      this.isLate = false;
    }
    await this.count();
    return true;
  }

  async bring(token, batch) {
    const answer = await ask("scans", { token, body: letter(batch, told.queue) });
    this.onNetwork(true);
    const done = [];
    let turned = 0;
    for (const [at, item] of batch.entries()) {
      const result = answer.results?.[at];
      if (!result || (result.id !== item.scan.id && result.verdict !== "malformed")) continue;
      if (result.verdict === "id_reused" && !item.isTurned) {
        turned += 1; // it had arrived as the other kind of scan: ask for the answer to that one
        await this.change(item, { isTurned: true, scan: { ...item.scan, offline: !item.scan.offline } });
      } else {
        done.push([item, result]);
      }
    }
    await this.settle(done, answer.counts);
    if (!done.length && !turned) throw new NoNetwork("no results");
  }

  async bringToQuarantine(token, batch) {
    const answer = await ask("quarantine", { token, body: letter(batch, told.queue) });
    this.onNetwork(true);
    await this.settle(batch.map((item, at) => [item, { ...answer.results[at], verdict: "quarantined" }]));
  }

  async settle(done, counts) {
    if (!done.length) return;
    await this.remove(done.map(([item]) => item));
    for (const [item, result] of done) await this.onResult(item, result, counts);
    this.channel?.postMessage({ done, counts });
  }

  async learnFrom(error, token, batch) {
    if (error instanceof Gone) return this.lose(error, token, batch);
    if (error instanceof Refused && error.status === 409) { // the token lives after all
      this.gone.delete(token);
      throw new NoNetwork(error.message);
    }
    if (error instanceof Refused && batch.length > 1) return void (this.most = Math.ceil(batch.length / 2));
    if (error instanceof Refused) { // kept, so that somebody can look at it; it stops no other
      return this.change(batch[0], { isStuck: true });
    }
    if (error instanceof NoNetwork) await this.markOffline(batch);
    throw error;
  }

  async lose(error, token, batch) {
    this.onNetwork(true);
    if (token === this.device.token && !this.gone.has(token)) await this.onGone(error.code);
    if (error.code !== "dead_token") return void this.gone.add(token);
    if (token !== this.device.token && batch[0].meeting === this.device.place?.meeting.id) {
      const { token: ours } = this.device; // the server forgot that device; this one stands at the same meeting
      for (const item of batch) await this.change(item, { token: ours });
    } else {
      this.held.add(token);
    }
  }

  later(error) {
    if (!(error instanceof NoNetwork)) throw error;
    this.onNetwork(false);
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)] * (0.5 + Math.random());
    this.tries += 1;
    this.timer = setTimeout(() => this.flush(), wait);
  }

  async markOffline(items) {
    for (const item of items) {
      if (item.scan.offline || item.isTurned) continue;
      await this.change(item, { scan: { ...item.scan, offline: true } });
    }
  }

  async change(item, fields) {
    Object.assign(item, fields);
    if (!item.isLoose) await this.store.change(item.seq, fields).catch(() => {});
  }

  async remove(items) {
    const gone = new Set(items);
    this.loose = this.loose.filter((item) => !gone.has(item));
    await this.store.remove(items.filter((item) => !item.isLoose)).catch(() => {});
  }

  async hearOtherTab({ done, counts }) {
    for (const [item, result] of done) await this.onResult(item, result, counts);
    await this.count();
  }
}

const letter = (batch, length) => ({
  scans: batch.map((item) => item.scan), sent_at: new Date().toISOString(), queue_length: length,
});

const inTurn = (work) => (navigator.locks ? navigator.locks.request(ALONE, work) : work());

export function newId() { // randomUUID is there in secure contexts only
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
