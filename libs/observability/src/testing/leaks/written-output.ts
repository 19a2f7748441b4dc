type Write = typeof process.stdout.write;

/** What is written to standard output and standard error through Node's streams, which it still reaches. */
export class WrittenOutput {
  private readonly written: string[] = [];
  private readonly restores: (() => void)[];

  constructor() {
    this.restores = [process.stdout, process.stderr].map(stream => {
      const before = stream.write;
      const write = ((chunk: string | Uint8Array, ...rest: never[]) => {
        this.written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
        return before.call(stream, chunk, ...rest);
      }) as Write;
      stream.write = write;
      return () => {
        if (stream.write === write) stream.write = before;
      };
    });
  }

  text(): string {
    return this.written.join('');
  }

  stop(): void {
    for (const restore of this.restores.splice(0)) restore();
  }
}
