// What the page can do beyond its first frame. It is fetched once that frame is drawn.

import type { Core } from "../app/core";
import type { Lab } from "../app/lab";
import { Messages } from "../embed/messages";
import { Keeper } from "../storage/keeper";
import { keepOffline } from "../offline/register";
import { addFoot } from "./foot";
import { openHelp } from "./help";
import { openFiles, watchDrops, watchPastes, type OpenHost } from "./open";
import { watchPrinting } from "./print";
import { openShare } from "./share";

export { choose } from "./language";

export interface Extras {
  share(): void;
  open(): void;
  help(): void;
  // What was done in this tab before. `whole` brings all code, which that may need.
  resume(core: Core, whole: () => Promise<boolean>): Promise<void>;
  begun(): void;  // the state is shown
}

export function start(lab: Lab): Extras {
  let kept: Record<string, unknown> = {};  // what else the file said that the state came from
  const keeper = lab.keeps ? new Keeper(lab) : undefined;
  const host: OpenHost = { lab, keeper, keep: (other) => (kept = other) };
  watchPrinting(lab);
  document.getElementById("open-button")!.hidden = lab.parameters.readonly;
  if (!lab.parameters.readonly) {
    watchDrops(host);
    watchPastes(lab);
  }
  addFoot(lab);
  if (lab.assets.offline) void lab.ready.then(() => keepOffline(lab.assets.offline!), () => {});
  if (window.parent !== window) new Messages(lab, window.parent, () => neededHeight(lab));
  return {
    share: () => openShare(lab, kept),
    open: () => openFiles(host),
    help: () => openHelp(lab),
    resume: async (core, whole) => keeper?.resume(core, whole),
    begun: () => keeper?.offer(),
  };
}

// Of the lab at its present width, whatever the height of its frame.
function neededHeight(lab: Lab): number {
  const foot = document.querySelector<HTMLElement>(".foot")?.offsetHeight ?? 0;
  const canvas = document.documentElement.dataset.canvas === "shown";
  const width = document.getElementById("stage")!.clientWidth;
  const shown = canvas ? (lab.core()?.neededHeight(width) ?? 0) : document.getElementById("twin")!.offsetHeight;
  return shown + foot;
}
