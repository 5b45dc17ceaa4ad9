/* Scans on their way to the server: one batch at a time, the same id however often it is sent. */

import { ask, Gone, NoNetwork } from "./api.js";

const MOST = 100; // scans in a batch
const WAITS = [500, 1000, 2000, 4000, 8000]; // ms between tries, with some chance added

export class Queue {
  constructor({ token, onResult, onState, onGone }) {
    Object.assign(this, { token, onResult, onState, onGone });
    this.waiting = [];
    this.tries = 0;
    this.isSending = false;
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => { if (this.waiting.length) event.preventDefault(); });
  }

  add(scan) {
    const whole = {
      id: newId(), code: null, delegate_id: null, kind: "in", at: new Date().toISOString(),
      offline: false, void_of: null, person: null, ...scan,
    };
    this.waiting.push(whole);
    this.flush();
    return whole;
  }

  async flush() {
    if (this.isSending || !this.waiting.length) return;
    this.isSending = true;
    const batch = this.waiting.slice(0, MOST);
    try {
      const sent = { scans: batch, sent_at: new Date().toISOString(), queue_length: this.waiting.length };
      const answer = await ask("scans", { token: this.token, body: sent });
      this.tries = 0;
      this.waiting.splice(0, batch.length);
      answer.results.forEach((result, at) => this.onResult(result, batch[at]));
      this.onState({ isOnline: true, waiting: this.waiting.length, counts: answer.counts });
    } catch (error) {
      this.fail(error);
    } finally {
      this.isSending = false;
    }
    if (this.waiting.length && !this.tries) this.flush();
  }

  fail(error) {
    if (error instanceof Gone) return this.onGone(error.message);
    if (!(error instanceof NoNetwork)) throw error;
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)] * (1 + Math.random() / 2);
    this.tries += 1;
    this.onState({ isOnline: false, waiting: this.waiting.length });
    setTimeout(() => this.flush(), wait);
  }
}

function newId() { // randomUUID is there in secure contexts only
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
