// The canvas: pointers, wheel, size, loss of the context, and frames only when something asks for one.

import type { Core } from "./core";

export interface StageHost {
  drawn(dragging: boolean): void;  // after every frame: take the changes; dragging: and more are to come at once
  contextLost(lost: boolean, given: boolean): void;  // given: back to the browser, by us
}

const sources: Record<string, number> = { mouse: 0, touch: 1, pen: 2 };
const kinds: Record<string, number> = { pointermove: 0, pointerdown: 1, pointerup: 2, pointerleave: 3, pointercancel: 3 };

export class Stage {
  private requested = 0;
  private timer = 0;
  private lost = false;
  private away = false;
  private given: WEBGL_lose_context | null = null;  // what brings back the context that we gave away
  private wanted = true;
  private held = false;  // a button of the pointer, or a finger
  private size = { width: 0, height: 0, ratio: 0 };

  constructor(private canvas: HTMLCanvasElement, private box: HTMLElement, private core: Core, private host: StageHost) {
    for (const kind of Object.keys(kinds)) canvas.addEventListener(kind, (event) => this.pointer(event as PointerEvent));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      this.lose(true);
    });
    canvas.addEventListener("webglcontextrestored", () => this.lose(false));
    document.addEventListener("visibilitychange", () => this.schedule());
    this.watchSize();
    this.watchRatio();
  }

  // Something may have changed: one frame, unless nobody can see it.
  schedule(): void {
    clearTimeout(this.timer);
    if (this.requested !== 0 || !this.visible) return;
    this.requested = requestAnimationFrame((now) => {
      this.requested = 0;
      this.draw(now);
    });
  }

  // Whether the canvas is shown at all; the table view needs no frames.
  show(wanted: boolean): void {
    this.wanted = wanted;
    if (wanted) this.schedule();
  }

  // Gives the picture's context back to the browser until it is wanted again.
  release(): void {
    this.away = true;
    if (this.given || this.lost) return;
    this.given = this.canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context") ?? null;
    this.given?.loseContext();
  }

  resume(): void {
    this.away = false;
    if (this.lost) this.given?.restoreContext();
  }

  private get visible(): boolean {
    return this.wanted && !this.lost && document.visibilityState === "visible" && this.size.width > 0;
  }

  // At once, for those who must know where things are drawn.
  private drawNow(): void {
    this.draw(performance.now());
  }

  // Where a node is drawn, in CSS pixels of the window.
  boxOf(id: string): DOMRect {
    let drawn = this.core.rectangle(id);
    if (!drawn) {
      this.drawNow();
      drawn = this.core.rectangle(id);
    }
    const { left, top } = this.canvas.getBoundingClientRect();
    return drawn
      ? new DOMRect(left + drawn.x, top + drawn.y, drawn.width, drawn.height)
      : new DOMRect(left + this.size.width / 2, top + this.size.height / 2, 0, 0);
  }

  // Of the picture, be it seen or hidden behind tables or a lesson; none without a context.
  get drawnSize(): { width: number; height: number } | undefined {
    if (this.lost) return undefined;
    const { width, height } = this.size;
    const room = document.documentElement.clientWidth;
    return width > 0 ? { width, height } : { width: room, height: Math.ceil(this.core.neededHeight(room)) };
  }

  // A copy of what is drawn, so many pixels wide. The canvas can be read only in the task that drew it.
  picture(width: number): HTMLCanvasElement | undefined {
    const drawn = this.drawnSize;
    if (!drawn) return undefined;
    const copy = document.createElement("canvas");
    this.core.resize(drawn.width, drawn.height, width / drawn.width);
    this.core.frame(performance.now());
    copy.width = this.canvas.width;
    copy.height = this.canvas.height;
    copy.getContext("2d")!.drawImage(this.canvas, 0, 0);
    const { size } = this;
    if (size.width > 0) this.core.resize(size.width, size.height, size.ratio);
    this.drawNow();
    return copy;
  }

  private draw(now: number): void {
    if (!this.visible) return;
    const next = this.core.frame(now);
    const moves = next >= 0 && next < 16;
    this.host.drawn(this.held && moves);
    if (next < 0) return;
    if (moves) this.schedule();
    else this.timer = window.setTimeout(() => this.schedule(), next);
  }

  private pointer(event: PointerEvent): void {
    const kind = kinds[event.type]!;
    const source = sources[event.pointerType] ?? 0;
    if (source !== 0 && !event.isPrimary) return;
    this.held = event.buttons !== 0;
    if (kind === 1) this.canvas.setPointerCapture(event.pointerId);
    const box = this.canvas.getBoundingClientRect();
    const modifiers = Number(event.shiftKey) + 2 * Number(event.ctrlKey) + 4 * Number(event.altKey) + 8 * Number(event.metaKey);
    this.core.pointer(kind, event.clientX - box.left, event.clientY - box.top, Math.max(0, event.button), modifiers, source);
    // A tap that opens a number must focus its input inside this very event, or a phone shows no keyboard.
    if (kind === 2 && source !== 0 && this.visible) {
      this.drawNow();
      this.drawNow();
    }
    this.schedule();
  }

  // The page scrolls past the lab. With Ctrl, as a pinch says too, or ⌘, what can be zoomed is, else the page.
  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    // Pixels, unless a wheel counts in lines: fifty double what is seen.
    if (!this.core.wheel(-event.deltaY / (event.deltaMode ? 1.5 : 50))) return;
    event.preventDefault();
    this.schedule();
  }

  private lose(lost: boolean): void {
    this.lost = lost;
    this.core.context(lost);
    this.host.contextLost(lost, this.given !== null);
    // It was wanted again before the loss was told.
    if (lost && !this.away) setTimeout(() => this.resume());
    if (lost) return;
    this.given = null;
    this.schedule();
  }

  private watchSize(): void {
    const observer = new ResizeObserver(([entry]) => {
      const css = entry!.contentBoxSize[0]!;
      const device = entry!.devicePixelContentBoxSize?.[0];
      this.resize(css.inlineSize, css.blockSize, exactRatio(css.inlineSize, device?.inlineSize));
    });
    try {
      observer.observe(this.box, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(this.box);
    }
  }

  // A zoom or another screen changes the ratio without any resize.
  private watchRatio(): void {
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener("change", () => {
      this.resize(this.size.width, this.size.height, devicePixelRatio);
      this.watchRatio();
    }, { once: true });
  }

  private resize(width: number, height: number, ratio: number): void {
    if (width === this.size.width && height === this.size.height && ratio === this.size.ratio) return;
    this.size = { width, height, ratio };
    if (width > 0 && height > 0) this.core.resize(width, height, ratio);
    this.schedule();
  }
}

// The ratio that gives the box exactly the screen's pixels; an emulated screen reports others than it has.
function exactRatio(width: number, devicePixels: number | undefined): number {
  if (devicePixels === undefined || width === 0) return devicePixelRatio;
  return Math.abs(devicePixels - width * devicePixelRatio) <= 1 ? devicePixels / width : devicePixelRatio;
}
