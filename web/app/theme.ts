// Dark or light, motion and touch, followed live.

import type { Theme } from "./parameters";

export interface Look {
  dark: boolean;
  reducedMotion: boolean;
  touch: boolean;
}

export function followLook(theme: Theme, still: boolean, changed: (look: Look) => void): Look {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const coarse = matchMedia("(pointer: coarse)");
  const contrast = matchMedia("(prefers-contrast: more)");
  const forced = matchMedia("(forced-colors: active)");
  if (theme !== "auto") document.documentElement.dataset.theme = theme;
  if (still) document.documentElement.dataset.motion = "reduce";
  const look = () => ({
    dark: theme === "auto" ? dark.matches : theme !== "light",
    reducedMotion: still || reduced.matches,
    touch: coarse.matches,
  });
  for (const query of [dark, reduced, coarse, contrast, forced])
    query.addEventListener("change", () => changed(look()));
  return look();
}
