// The address bar and the state are one: a pasted link is opened, an edit is written back once it is made.

export interface LinkHost {
  open(link: string): string;  // "" or the sentence of the error
  refused(link: string, sentence: string): void;
  navigated(): void;  // the query may have changed too
}

const delayMs = 250;

export class AddressBar {
  private waiting: string | undefined;
  private timer = 0;
  private start = "";
  private seen = "";

  constructor(private host: LinkHost) {
    // Both come when a link is pasted, and only the first when the query differs too.
    addEventListener("popstate", () => this.arrive());
    addEventListener("hashchange", () => location.href !== this.seen && this.arrive());
    addEventListener("pagehide", () => this.flush());
  }

  // Opens the link the page was called with; false when there was none. An address that loses its link later
  // means `start` again.
  openFirst(start: string): boolean {
    this.start = start;
    if (location.hash.length <= 1) return false;
    this.arrive();
    return true;
  }

  // The state changed: its link goes into the address, the last of a quick row only.
  write(link: string): void {
    this.waiting = link.startsWith("#") ? link : `#${link}`;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), delayMs);
  }

  flush(): void {
    clearTimeout(this.timer);
    if (this.waiting === undefined) return;
    const link = this.waiting;
    this.waiting = undefined;
    if (link !== location.hash) write("replaceState", location.search, link);
  }

  // A new place in the lesson is a new entry, so that the browser's Back returns to the last one. Without a link
  // the state goes along.
  push(changes: Record<string, string>, link: string): void {
    this.flush();
    write("pushState", this.query(changes), link || location.hash);
  }

  replaceQuery(changes: Record<string, string | undefined>): void {
    this.flush();
    write("replaceState", this.query(changes), location.hash);
  }

  // The query of the address, with changes.
  query(changes: Record<string, string | undefined>): string {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    return text === "" ? "" : `?${text}`;
  }

  private arrive(): void {
    clearTimeout(this.timer);
    this.waiting = undefined;
    this.seen = location.href;
    this.host.navigated();
    const link = location.hash.length > 1 ? location.hash : this.start;
    const error = this.host.open(link);
    if (error !== "") this.host.refused(link, error);
  }
}

// A locked frame may let nothing of its address be written, or only the part after the #.
function write(how: "pushState" | "replaceState", query: string, link: string): void {
  for (const asked of [query, location.search]) {
    try {
      return history[how](how === "pushState" ? null : history.state, "", location.pathname + asked + link);
    } catch {
      // The state goes on without its address.
    }
  }
}
