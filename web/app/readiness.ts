// The promise that the page gives: it is ready when the state is shown and all code of the lab is there. Sharing, opening,
// printing and messages belong to it, or the news that they cannot be had: a file dropped before would be the browser's.
// The lesson comes by itself.

export class Readiness {
  readonly ready: Promise<void>;
  shown = () => {};
  whole = () => {};
  equipped = () => {};
  failed = (_why: Error) => {};

  constructor() {
    this.ready = new Promise<void>((resolve, reject) => {
      const shown = new Promise<void>((done) => (this.shown = done));
      const whole = new Promise<void>((done) => (this.whole = done));
      const equipped = new Promise<void>((done) => (this.equipped = done));
      void Promise.all([shown, whole, equipped]).then(() => resolve());
      this.failed = reject;
    });
    this.ready.catch(() => {});  // the banner has said it
  }
}
