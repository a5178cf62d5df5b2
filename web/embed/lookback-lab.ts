// <lookback-lab state="version=1&…" theme="light"></lookback-lab>: the lab in a frame, for pages that load this
// one script. Attributes are those of the address; events are the messages of the frame.

const script = document.currentScript as HTMLScriptElement | null;
const site = new URL(".", script?.src || location.href).href;
const looks = ["theme", "motion", "colormap", "view", "hide", "readonly", "links", "lang"];  // the state stays under them
const query = ["lesson", "step", "seed", ...looks];
const answerMs = 10_000;

type Message = Record<string, unknown> & { type: string };

class LookbackLab extends HTMLElement {
  static observedAttributes = ["src", "state", "height", "title", ...query];
  private frame: HTMLIFrameElement | undefined;
  private loaded = false;
  private known = "";  // the state that the frame told last
  private asked = new Map<number, { resolve: (answer: Message) => void; reject: (why: Error) => void }>();
  private last = 0;
  private hear = (event: MessageEvent) => this.receive(event);

  connectedCallback(): void {
    addEventListener("message", this.hear);
    this.frame = document.createElement("iframe");
    const frame = this.frame;
    frame.loading = "lazy";
    frame.allow = "clipboard-write; fullscreen";
    frame.referrerPolicy = "no-referrer";
    frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-popups");
    Object.assign(frame.style, { display: "block", width: "100%", border: "0" });
    this.style.display ||= "block";
    this.shape();
    frame.src = this.address();
    this.append(frame);
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.hear);
    this.frame?.remove();
    this.frame = undefined;
    this.loaded = false;
    for (const { reject } of this.asked.values()) reject(new Error("The lab was taken out of the page."));
    this.asked.clear();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.frame || before === now) return;
    if (name === "height" || name === "title") return this.shape();
    if (name === "state" && this.loaded && location.origin !== "null") {
      if (now !== null && fragment(now) !== this.known) void this.set(now).catch(() => {});
      return;
    }
    this.loaded = false;
    if (!looks.includes(name)) this.known = "";
    this.frame.src = this.address();
  }

  // "#version=1&…": the state of now, as far as the frame has told it.
  get state(): string {
    return this.known || fragment(this.getAttribute("state") ?? "");
  }
  set state(state: string) {
    this.setAttribute("state", state);
  }

  // Asks the frame: {type: "result", ok, …}, or rejects with the sentence that says why not.
  send(type: string, fields: Record<string, unknown> = {}): Promise<Message> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      if (!this.frame?.contentWindow) return reject(new Error("The lab is not in the page."));
      this.asked.set(id, { resolve, reject });
      setTimeout(() => {
        if (this.asked.delete(id)) reject(new Error("The lab does not answer."));
      }, answerMs);
      // A locked frame has no origin to name; who it is was asked by its window.
      this.frame.contentWindow.postMessage({ lookback: 1, ...fields, id, type }, "*");
    });
  }
  set(state: string): Promise<Message> {
    return this.send("set", { state });
  }

  private receive(event: MessageEvent): void {
    if (!this.frame || event.source !== this.frame.contentWindow) return;
    const message = event.data as (Message & { lookback?: number; id?: number }) | null;
    if (typeof message !== "object" || message?.lookback !== 1 || typeof message.type !== "string") return;
    if (typeof message.state === "string") this.known = message.state;
    if (message.type === "ready" && !this.loaded) {
      this.loaded = true;
      void this.send("subscribe", { events: ["change", "resize"] }).catch(() => {});
      const state = this.getAttribute("state");
      if (this.known === "" && state !== null) this.known = fragment(state);
    }
    if (message.type === "resize" && this.getAttribute("height") === "auto") this.frame.style.height = `${Number(message.height) || 560}px`;
    const asker = this.asked.get(message.id as number);
    this.asked.delete(message.id as number);
    if (message.type === "error" || message.ok === false) asker?.reject(new Error(String(message.message)));
    else asker?.resolve(message);
    if (["ready", "change", "result", "error"].includes(message.type)) this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
  }

  private shape(): void {
    const height = this.getAttribute("height");
    const { style } = this.frame!;
    style.aspectRatio = height === null ? "10 / 7" : "";
    style.height = height === null ? "" : /^\d+$/.test(height) ? `${height}px` : height === "auto" ? style.height || "560px" : height;
    this.frame!.title = this.getAttribute("title") ?? "Lookback: see attention and what it costs";
  }

  private address(): string {
    const url = new URL(this.getAttribute("src") ?? "", site);
    url.searchParams.set("embed", "1");
    for (const name of query) {
      const value = this.getAttribute(name);
      if (value !== null) url.searchParams.set(name, value);
    }
    if (location.origin !== "null") url.searchParams.set("host", location.origin);
    if (this.state !== "") url.hash = this.state;
    return url.href;
  }
}

function fragment(state: string): string {
  return state === "" || state.startsWith("#") ? state : `#${state}`;
}

if (!customElements.get("lookback-lab")) customElements.define("lookback-lab", LookbackLab);

export {};
