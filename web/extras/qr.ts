// A QR code as a drawing, by qrcode-generator; undefined where the words are too long for one.

import qrcode from "qrcode-generator";
import { say } from "../app/say";

const quietModules = 4;  // the white margin that scanners need, ISO/IEC 18004
const namespace = "http://www.w3.org/2000/svg";

export function qrDrawing(words: string): SVGSVGElement | undefined {
  const code = qrcode(0, "L");
  try {
    code.addData(words, "Byte");
    code.make();
  } catch {
    return undefined;
  }
  const count = code.getModuleCount();
  const side = count + 2 * quietModules;
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("class", "qr");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("QR code of the link"));
  svg.setAttribute("shape-rendering", "crispEdges");
  const ground = document.createElementNS(namespace, "rect");
  ground.setAttribute("width", String(side));
  ground.setAttribute("height", String(side));
  ground.setAttribute("fill", "#fff");
  const dark = document.createElementNS(namespace, "path");
  let path = "";
  for (let row = 0; row < count; ++row)
    for (let column = 0; column < count; ++column)
      if (code.isDark(row, column)) path += `M${column + quietModules} ${row + quietModules}h1v1h-1z`;
  dark.setAttribute("d", path);
  svg.append(ground, dark);
  return svg;
}
