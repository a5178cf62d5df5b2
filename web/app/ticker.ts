// Where there is no canvas there are no frames, and playing and a study's work need a clock of their own.

export interface TickerHost {
  wakeIn(): number;  // milliseconds until tick is wanted; negative for never
  tick(): void;
}

const leastMs = 16;

export class Ticker {
  private timer = 0;

  constructor(private host: TickerHost) {}

  wind(): void {
    clearTimeout(this.timer);
    const wait = this.host.wakeIn();
    if (wait < 0) return;
    this.timer = window.setTimeout(() => {
      this.host.tick();
      this.wind();
    }, Math.max(wait, leastMs));
  }
}
