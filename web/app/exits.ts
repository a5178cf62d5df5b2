// Where no link may lead away, one that would is its words alone, wherever it comes from and whenever it comes.
// A link that keeps the page, and that rule with it, works on: one that sets the board, or opens a lesson.

export function closeExits(): void {
  document.documentElement.dataset.links = "none";
  const page = (address: string) => address.split(/[?#]/)[0];
  const close = () => {
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[href]"))
      if (page(link.href) !== page(location.href) || new URL(link.href).searchParams.getAll("links").at(-1) !== "false")
        link.replaceWith(...link.childNodes);
  };
  new MutationObserver(close).observe(document, { childList: true, subtree: true, attributeFilter: ["href"] });
  close();
}
