/* Whether the server answers, and what it last said: the counters and the sealed list. */

import { askIfNew, Gone, NoNetwork, told, trueTime } from "./api.js";

const POLL = 3000; // ms between looks at the counters
const LIST_EVERY = 60000; // ms between looks for a newer list

export class Link {
  isOnline = true; // until an answer fails to come
  since = Date.now(); // when the last one came
  losses = [];

  constructor(store, { onNetwork, onCounts, onRoster, onGone }) {
    Object.assign(this, { store, onNetwork, onCounts, onRoster, onGone });
    setInterval(() => this.onNetwork(), 20000); // the minutes without a network go on
  }

  async follow(token) {
    clearTimeout(this.timer);
    this.token = token;
    this.counted = null;
    this.listAt = 0;
    await this.recall(token);
    this.onRoster(this.roster);
    await this.poll();
  }

  stop() {
    clearTimeout(this.timer);
    this.token = null;
    this.roster = null;
  }

  /* Resolves when the network is next found gone. */
  loss() {
    return new Promise((resolve) => { this.losses.push(resolve); });
  }

  heard(isOnline) {
    if (!isOnline) this.losses.splice(0).forEach((resolve) => resolve(false));
    const isNews = isOnline !== this.isOnline;
    this.isOnline = isOnline;
    if (isOnline) this.since = Date.now();
    if (isNews && isOnline) this.listAt = 0;
    this.onNetwork(isNews);
  }

  async poll() {
    const { token } = this;
    clearTimeout(this.timer);
    if (!token) return;
    if (!document.hidden) await this.look(token).catch((error) => this.fail(error));
    if (this.token !== token) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), POLL * (0.8 + Math.random() * 0.4));
  }

  async look(token) {
    const { answer, etag } = await askIfNew("counts", { token, etag: this.counted });
    if (this.token !== token) return;
    this.counted = etag;
    this.heard(true);
    if (answer) this.onCounts(answer);
    if (Date.now() - this.listAt > LIST_EVERY) await this.fetchRoster(token);
  }

  async fetchRoster(token) {
    const { answer, etag } = await askIfNew("roster", { token, etag: this.roster?.etag });
    if (this.token !== token) return;
    this.listAt = Date.now();
    const { server_time: _when, ...known } = answer ?? this.roster;
    const at = trueTime(Date.now()).getTime();
    this.roster = { ...known, token, etag, at };
    this.onRoster(this.roster);
    if (answer) await this.store.put("roster", this.roster).catch(() => {}); // as it came: sealed
    await this.store.put("heard", { at, clock: told.clock }).catch(() => {});
  }

  /* What is known without the network: the list, when it was last the newest, and the server's clock. */
  async recall(token) {
    const [roster, heard] = await Promise.all(["roster", "heard"].map((name) => this.store.get(name).catch(() => null)));
    this.roster = roster?.token === token ? { ...roster, ...(heard && { at: heard.at }) } : null;
    if (heard && !told.clock) told.clock = heard.clock;
  }

  fail(error) {
    if (error instanceof Gone) return this.onGone(error.code);
    if (error instanceof NoNetwork) return this.heard(false);
    throw error;
  }
}
