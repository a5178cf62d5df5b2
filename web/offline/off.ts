// Stands in the place of worker.ts where the site shall not be kept: what was kept goes, and the worker with it.

import { dropCaches, worker } from "./caches";

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(dropCaches().then(() => worker.registration.unregister())));
