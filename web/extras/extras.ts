// What the page can do beyond its first frame. It is fetched once that frame is drawn.

import type { Lab } from "../app/lab";
import { watchPrinting } from "./print";
import { openShare } from "./share";

export interface Extras {
  share(): void;
}

export function start(lab: Lab): Extras {
  watchPrinting(lab);
  return { share: () => openShare(lab, {}) };
}
