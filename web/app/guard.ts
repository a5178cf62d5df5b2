// A classic script: it runs where the page's own, a module, may not be fetched, and says so.

const page = document.documentElement;

addEventListener("load", () => {
  if (page.dataset.started !== undefined) return;
  const line = document.getElementById("loading")!;
  const locked = self.origin === "null";
  line.textContent = locked
    ? "This frame is locked, and the site that the lab comes from does not let its files be read in locked frames. The same lab in a single file works here: "
    : "The lab did not start: its script could not be fetched, or this browser is too old for it. Reload the page, or try the same lab in a single file: ";
  const link = document.createElement("a");
  link.href = `lookback.html${location.search}${location.hash}`;
  link.textContent = "lookback.html";
  line.append(/[?&]links=false/.test(location.search) ? "lookback.html" : link);
  line.setAttribute("role", "alert");
});
