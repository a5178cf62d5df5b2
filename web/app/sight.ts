// Whether the lab is in sight. In a frame the picture is made when it is seen and given back when it is gone,
// because a browser keeps 16 of them and a page may have more labs.

const seenMs = 120;  // scrolled past is not seen
const awayMs = 800;

export function watchSight(element: HTMLElement, seen: () => void, away: () => void): void {
  if (window.parent === window || typeof IntersectionObserver === "undefined") return seen();
  let timer = 0;
  let inSight = false;
  new IntersectionObserver((entries) => {
    const now = entries.at(-1)!.isIntersecting;
    if (now === inSight) return;
    inSight = now;
    clearTimeout(timer);
    timer = window.setTimeout(now ? seen : away, now ? seenMs : awayMs);
  }).observe(element);
}
