// The caches of this site; others of the same origin keep their own.

export const worker = globalThis as unknown as ServiceWorkerScope;

const prefix = () => `lookback:${worker.registration.scope}:`;

export const cacheOf = (version: string) => caches.open(prefix() + version);

export async function dropCaches(but?: string): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(prefix()) && name !== prefix() + but) await caches.delete(name);
}
