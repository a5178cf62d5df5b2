// The address bar and the state are one: a pasted link is opened, an edit is written back once it is made.

export interface LinkHost {
  open(link: string): string;  // "" or the sentence of the error
  refused(sentence: string): void;
  navigated(): void;  // the query may have changed too
}

const delayMs = 250;

export class AddressBar {
  private waiting: string | undefined;
  private timer = 0;

  constructor(private host: LinkHost) {
    addEventListener("hashchange", () => this.arrive());
    addEventListener("popstate", () => this.host.navigated());
    addEventListener("pagehide", () => this.flush());
  }

  // Opens the link the page was called with; true when there was one and it was good.
  openFirst(): boolean {
    return location.hash.length > 1 && this.arrive();
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
    if (link !== location.hash) history.replaceState(history.state, "", location.pathname + location.search + link);
  }

  // A new place in the lesson is a new entry, so that the browser's Back returns to the last one.
  push(changes: Record<string, string>, link: string): void {
    this.flush();
    history.pushState(null, "", location.pathname + this.query(changes) + link);
  }

  replaceQuery(changes: Record<string, string | undefined>): void {
    this.flush();
    history.replaceState(history.state, "", location.pathname + this.query(changes) + location.hash);
  }

  private query(changes: Record<string, string | undefined>): string {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    return text === "" ? "" : `?${text}`;
  }

  private arrive(): boolean {
    clearTimeout(this.timer);
    this.waiting = undefined;
    if (location.hash.length <= 1) return false;
    const error = this.host.open(location.hash);
    if (error !== "") this.host.refused(error);
    return error === "";
  }
}
