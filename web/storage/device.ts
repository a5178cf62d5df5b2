// What the browser keeps for this page, of this tab or of the whole device. Where it keeps nothing even asking throws,
// as in a locked frame; nothing here does.

export class Device {
  private broken = false;

  constructor(private where: "localStorage" | "sessionStorage") {}

  // True once something was refused: asked for, or too large.
  get refuses(): boolean {
    return this.broken;
  }

  get(key: string): string | null {
    return this.guarded(() => globalThis[this.where].getItem(key), null);
  }

  // False when it could not be kept.
  set(key: string, text: string): boolean {
    return this.guarded(() => (globalThis[this.where].setItem(key, text), true), false);
  }

  remove(key: string): boolean {
    return this.guarded(() => (globalThis[this.where].removeItem(key), true), false);
  }

  keys(prefix: string): string[] {
    return this.guarded(() => Object.keys(globalThis[this.where]).filter((key) => key.startsWith(prefix)), []);
  }

  private guarded<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch {
      this.broken = true;
      return otherwise;
    }
  }
}
