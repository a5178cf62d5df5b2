// The promise that the page gives: it is ready when the state is shown and all code is there.

export class Readiness {
  readonly ready: Promise<void>;
  shown = () => {};
  whole = () => {};
  failed = (_why: Error) => {};

  constructor() {
    this.ready = new Promise<void>((resolve, reject) => {
      const shown = new Promise<void>((done) => (this.shown = done));
      const whole = new Promise<void>((done) => (this.whole = done));
      void Promise.all([shown, whole]).then(() => resolve());
      this.failed = reject;
    });
    this.ready.catch(() => {});  // the banner has said it
  }
}
