/* What the device keeps when the page is closed: the queue, the sealed list, whom it has seen. */

import { openDB } from "/static/vendor/idb/build/index.js";

const NAME = "door";
const VERSION = 1;

export async function openStore() {
  try {
    const db = await openDB(NAME, VERSION, { upgrade: lay });
    navigator.storage?.persist?.().catch(() => {});
    return new Store(db);
  } catch { // a private window, a browser told to keep nothing
    return new PageOnly();
  }
}

function lay(db) {
  db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
  db.createObjectStore("kept");
  db.createObjectStore("seen");
}

class Store {
  isLasting = true;

  constructor(db) { this.db = db; }

  get(name) { return this.db.get("kept", name); }
  put(name, value) { return this.db.put("kept", value, name); }
  drop(name) { return this.db.delete("kept", name); }

  add(item) { return this.db.add("outbox", item); }

  async change(seq, fields) { // what is sent already stays away
    const work = this.db.transaction("outbox", "readwrite");
    const found = await work.store.get(seq);
    if (found) work.store.put({ ...found, ...fields });
    await work.done;
  }

  queue() { return this.db.getAll("outbox"); }
  waiting() { return this.db.count("outbox"); }

  async remove(items) {
    const work = this.db.transaction("outbox", "readwrite");
    await Promise.all([...items.map((item) => work.store.delete(item.seq)), work.done]);
  }

  see(key, sight) { return this.db.put("seen", sight, key); }
  unsee(key) { return this.db.delete("seen", key); }
  forgetSeen() { return this.db.clear("seen"); }

  async seen() {
    const work = this.db.transaction("seen");
    const [keys, sights] = await Promise.all([work.store.getAllKeys(), work.store.getAll()]);
    return new Map(keys.map((key, at) => [key, sights[at]]));
  }
}

/* The same for as long as the page is open. */
class PageOnly {
  isLasting = false;
  kept = new Map();
  items = [];
  last = 0;

  async get(name) { return this.kept.get(name); }
  async put(name, value) { this.kept.set(name, value); }
  async drop(name) { this.kept.delete(name); }

  async add(item) {
    this.last += 1;
    this.items.push({ ...item, seq: this.last });
    return this.last;
  }

  async change(seq, fields) { this.items = this.items.map((one) => (one.seq === seq ? { ...one, ...fields } : one)); }
  async queue() { return [...this.items]; }
  async waiting() { return this.items.length; }
  async remove(items) {
    const gone = new Set(items.map((item) => item.seq));
    this.items = this.items.filter((item) => !gone.has(item.seq));
  }

  async see() { /* the page remembers by itself */ }
  async unsee() { /* likewise */ }
  async forgetSeen() { /* likewise */ }
  async seen() { return new Map(); }
}
