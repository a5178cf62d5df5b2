// A plain table that is too wide can be scrolled by key as well: it becomes a tab stop while it has to be one.

export function watchScrollers(root: HTMLElement): void {
  const seen = new WeakSet<Element>();
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) update((target as HTMLElement).closest<HTMLElement>(".scroll")!);
  });
  const find = () => {
    for (const box of root.querySelectorAll<HTMLElement>(".scroll:not(:has([role=grid]))")) {
      if (seen.has(box)) continue;
      seen.add(box);
      observer.observe(box);
      observer.observe(box.firstElementChild!);
    }
  };
  find();
  new MutationObserver(find).observe(root, { childList: true, subtree: true });
}

function update(box: HTMLElement): void {
  const scrolls = getComputedStyle(box).overflowX === "auto" && box.scrollWidth > box.clientWidth;
  if (scrolls === box.hasAttribute("tabindex")) return;
  if (scrolls) {
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-labelledby", box.querySelector("caption")!.id);
  } else {
    for (const name of ["tabindex", "role", "aria-labelledby"]) box.removeAttribute(name);
  }
}
