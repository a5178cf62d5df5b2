// Under which name the work of this tab is kept; it outlasts a reload, and the page that a killed tab comes back with.

import { Device } from "./device";

const session = new Device("sessionStorage");

// Other sites of the same origin keep their own.
const site = location.pathname.replace(/[^/]*$/, "");
const key = `lookback.tab:${site}`;
export const keptPrefix = `lookback.kept:${site}:`;

// "" where there was nothing to keep, or nothing can be.
export const tabName = () => session.get(key) ?? "";
export const nameTab = (name: string) => session.set(key, name);
