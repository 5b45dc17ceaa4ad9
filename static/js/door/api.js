/* What the page asks the server. The device's token is the authority; no cookie is sent. */

const LONGEST = 15000; // ms: then an answer will not come any more

export class Gone extends Error { // the token is dead; `code` says why
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
export class Refused extends Error { // the server said no; `message` is its sentence
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}
export class NoNetwork extends Error {}

export const told = { queue: 0, clock: 0 }; // scans that wait; ms by which the server's clock is ahead of ours

/* What a moment of this device's clock truly was, as far as the server has told. */
export const trueTime = (moment) => new Date(new Date(moment).getTime() + told.clock);

export async function ask(path, options = {}) {
  return (await askIfNew(path, options)).answer;
}

/* {answer, etag}; the answer is null where nothing changed since `etag`. */
export async function askIfNew(path, { token, body, etag, longest } = {}) {
  const left = Date.now();
  const response = await reach(path, { token, body, etag, longest });
  if (response.status === 304) return { answer: null, etag };
  const answer = await response.json().catch(() => { throw new NoNetwork("no JSON"); }); // a captive portal
  if (!response.ok) throw refusal(response.status, answer.error ?? {});
  if (answer.server_time) told.clock = Date.parse(answer.server_time) - (left + Date.now()) / 2;
  return { answer, etag: response.headers.get("ETag") };
}

/* A file: {blob, header(name)}. */
export async function askFile(path, { token, body }) {
  const response = await reach(path, { token, body });
  if (!response.ok) throw refusal(response.status, (await response.json().catch(() => ({}))).error ?? {});
  return { blob: await response.blob(), header: (name) => response.headers.get(name) };
}

function refusal(status, { code = "", message = "" }) {
  if (status === 401) return new Gone(code, message);
  if (status >= 500 || status === 429) return Object.assign(new NoNetwork(message), { isBusy: status === 429 });
  return new Refused(status, message);
}

async function reach(path, { token, body, etag, longest = LONGEST }) {
  const headers = { Accept: "application/json", "X-Queue": String(told.queue) };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  if (etag) headers["If-None-Match"] = etag;
  try {
    return await fetch(`/api/v1/${path}`, {
      method: body ? "POST" : "GET", headers, credentials: "omit", cache: "no-store", redirect: "error",
      body: body && JSON.stringify(body), signal: AbortSignal.timeout?.(longest),
    });
  } catch (error) {
    throw new NoNetwork(error.message);
  }
}
