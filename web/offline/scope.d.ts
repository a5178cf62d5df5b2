// What a service worker has, and its modules that build.mjs makes.

interface Waiting extends Event { waitUntil(work: Promise<unknown>): void }
interface Asked extends Event { request: Request; respondWith(answer: Promise<Response>): void }

interface ServiceWorkerScope {
  registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(kind: "fetch", listener: (event: Asked) => void): void;
}

declare module "lookback-files" {
  export const version: string;
  export const files: [path: string, hash: string][];  // the first digits of its SHA-256
}
