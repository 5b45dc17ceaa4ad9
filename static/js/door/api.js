/* What the page asks the server. The device's token is the authority; no cookie is sent. */

const PATIENCE = 8000; // ms: then the network counts as gone

export class Gone extends Error {} // the token is dead
export class Refused extends Error {} // the server said no; `message` is its sentence
export class NoNetwork extends Error {}

export async function ask(path, { token, body } = {}) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await reach(`/api/v1/${path}`, {
    method: body ? "POST" : "GET", headers, credentials: "omit", cache: "no-store",
    body: body && JSON.stringify(body), signal: AbortSignal.timeout?.(PATIENCE),
  });
  const answer = await response.json().catch(() => { throw new NoNetwork("no JSON"); }); // a captive portal
  if (response.ok) return answer;
  const message = answer.error?.message ?? "";
  if (response.status === 401) throw new Gone(message);
  if (response.status >= 500 || response.status === 429) throw new NoNetwork(message);
  throw new Refused(message);
}

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    throw new NoNetwork(error.message);
  }
}
