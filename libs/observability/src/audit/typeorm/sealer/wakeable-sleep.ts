/** A pause that others can shorten. */
export class WakeableSleep {
  private end: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private until = 0;

  /** Resolves after this many milliseconds, or earlier with {@link shorten}. Keeps no process alive. */
  async of(milliseconds: number): Promise<void> {
    await new Promise<void>(resolve => {
      this.end = resolve;
      this.arm(milliseconds);
    });
    clearTimeout(this.timer);
    this.end = undefined;
  }

  /** Lets a pause last no longer than this many milliseconds from now. */
  shorten(milliseconds: number): void {
    if (this.end && this.until - performance.now() > milliseconds) this.arm(milliseconds);
  }

  private arm(milliseconds: number): void {
    clearTimeout(this.timer);
    this.until = performance.now() + milliseconds;
    this.timer = setTimeout(() => this.end?.(), milliseconds).unref();
  }
}
