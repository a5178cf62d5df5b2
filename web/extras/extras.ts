// What the page can do beyond its first frame. It is fetched once that frame is drawn.

import type { Lab } from "../app/lab";

export function start(_lab: Lab): void {
}
