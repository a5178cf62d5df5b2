// The picture of the lab as a PNG file of the size asked.

import { pictureWidth as most } from "lookback-limits";
import type { Lab } from "../app/lab";
import { say } from "../app/say";
import { make } from "../twin/dom";
import { button, field, note } from "./dialog";
import { save } from "./hand";

const least = 200;

export function picture(panel: HTMLElement, lab: Lab): void {
  const size = lab.pictureSize();
  if (!size) {
    panel.append(note(say("There is no picture: this browser draws none now (WebGL 2). The tables hold the same numbers.")));
    return;
  }
  const width = make(document, "input", { type: "text", inputmode: "numeric", value: String(Math.round(size.width * 2)) }) as HTMLInputElement;
  const height = note("");
  const error = make(document, "p", { class: "wrong", role: "alert" });
  const asked = () => {
    const pixels = /^\s*\d+\s*$/.test(width.value) ? Number(width.value) : NaN;
    const tall = Math.round((pixels * size.height) / size.width);
    const good = pixels >= least && pixels <= most && tall <= most;
    error.textContent = good ? "" : say("The width must be a whole number from {0} to {1}.", least, Math.min(most, Math.floor((most * size.width) / size.height)));
    height.textContent = good ? say("{0} × {1} pixels.", pixels, tall) : "";
    return good ? pixels : undefined;
  };
  width.addEventListener("input", asked);
  panel.append(field(say("Width in pixels"), width, "picture-width"), height, error,
    make(document, "div", { class: "row" }, button(say("Save as PNG"), () => {
      const pixels = asked();
      const drawn = pixels === undefined ? undefined : lab.picture(pixels);
      if (pixels === undefined) return;
      const failed = say("The browser could not make a picture of this size. Try a smaller one.");
      if (!drawn) return void (error.textContent = failed);
      drawn.toBlob((blob) => (blob ? save("lookback.png", blob) : (error.textContent = failed)), "image/png");
    }, true)));
  asked();
}
