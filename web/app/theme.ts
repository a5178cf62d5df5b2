// Colours, motion and touch, followed live.

import type { Theme } from "./parameters";

export const paper = 1;

export interface Look {
  palette: number;  // as ui::Palette has them: 0 dark, 1 light; 2 and 3 the same with more contrast
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
    palette: Number(theme === "auto" ? !dark.matches : theme === "light") + 2 * Number(theme === "contrast" || contrast.matches || forced.matches),
    reducedMotion: still || reduced.matches,
    touch: coarse.matches,
  });
  for (const query of [dark, reduced, coarse, contrast, forced])
    query.addEventListener("change", () => changed(look()));
  return look();
}
