/** The last answers, by person, for when there is no network. Signing out wipes them. */

const STORE = "attune-answers-";
const KEPT_AT = "Attune-Page-Kept-At";
/** How often everything was forgotten: what was asked before is not kept after. */
let forgotten = 0;
/** A copy of everything is saved by whoever asks for it, and kept nowhere else. */
const NOT_KEPT = /\/copy(\.html)?$/;

/**
 * A `fetch` that keeps what it reads, and gives what it kept where the network is gone. `told` hears the date of
 * what was given from there, or null once the network answers.
 */
export function keeping(owner: string, told: (keptAt: string | null) => void): (request: Request) => Promise<Response> {
  return async (request) => {
    const [address, before] = [request.url, forgotten];
    const read = request.method === "GET" && !NOT_KEPT.test(address);
    try {
      const response = await fetch(request);
      if (read && response.ok && before === forgotten) await keep(owner, address, response.clone());
      if (read && isRefusal(response.status)) await drop(owner, address);
      told(null);
      return response;
    } catch (error) {
      const kept = read ? await found(owner, address) : undefined;
      if (!kept) throw error;
      told(kept.headers.get(KEPT_AT));
      return kept;
    }
  };
}

async function keep(owner: string, address: string, response: Response): Promise<void> {
  if (!("caches" in globalThis)) return;
  const headers = new Headers({ "Content-Type": response.headers.get("Content-Type") ?? "" });
  headers.set(KEPT_AT, new Date().toISOString());
  const link = response.headers.get("Link");
  if (link) headers.set("Link", link);
  try {
    const store = await caches.open(STORE + owner);
    await store.put(address, new Response(await response.blob(), { headers }));
  } catch {
    // A full disk, or a browser that keeps nothing: the page works without.
  }
}

/** Whoever is refused may not see it any more, without a network either. Too many requests says nothing of that. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

async function drop(owner: string, address: string): Promise<void> {
  if ("caches" in globalThis) await (await caches.open(STORE + owner)).delete(address);
}

async function found(owner: string, address: string): Promise<Response | undefined> {
  if (!("caches" in globalThis)) return undefined;
  return (await caches.open(STORE + owner)).match(address);
}

/** Forgets every answer of everybody, and the page's own files: the next visit brings those anew. */
export async function forget(): Promise<void> {
  forgotten += 1;
  if (!("caches" in globalThis)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("attune-")).map((name) => caches.delete(name)));
}

/** Forgets what is kept of everybody else: who signs in may not be who read here before. */
export async function forgetOthers(owner: string): Promise<void> {
  if (!("caches" in globalThis)) return;
  const others = (await caches.keys()).filter((name) => name.startsWith(STORE) && name !== STORE + owner);
  await Promise.all(others.map((name) => caches.delete(name)));
}
