/** Something that the person at the terminal can act on: shown as a sentence, without a stack. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly code = 'DEMO_FAILED';
}
