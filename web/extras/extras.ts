// What the page can do beyond its first frame. It is fetched once that frame is drawn.

import type { Lab } from "../app/lab";
import { Messages } from "../embed/messages";
import { addFoot } from "./foot";
import { watchPrinting } from "./print";
import { openShare } from "./share";

export interface Extras {
  share(): void;
}

export function start(lab: Lab): Extras {
  watchPrinting(lab);
  addFoot(lab);
  if (window.parent !== window) new Messages(lab, window.parent, () => neededHeight(lab));
  return { share: () => openShare(lab, {}) };
}

// Of the lab at its present width, whatever the height of its frame.
function neededHeight(lab: Lab): number {
  const foot = document.querySelector<HTMLElement>(".foot")?.offsetHeight ?? 0;
  const canvas = document.documentElement.dataset.canvas === "shown";
  const width = document.getElementById("stage")!.clientWidth;
  const shown = canvas ? (lab.core()?.neededHeight(width) ?? 0) : document.getElementById("twin")!.offsetHeight;
  return shown + foot;
}
