/** What makes spans below one parent equal: the very same object. */
export interface Sibling {
  readonly parent: object;
  readonly kind: object;
}

/** Shared by every copy of this library, as spans are. */
const siblingKey = Symbol.for('nestjs-observability.sibling.v1');
const endingKey = Symbol.for('nestjs-observability.span-ending.v1');

interface Marked {
  [siblingKey]?: Sibling;
  [endingKey]?: () => void;
}

/** Says what a span is one of. */
export function joinSiblings(span: object, sibling: Sibling): void {
  (span as Marked)[siblingKey] = sibling;
}

/** What a span is one of; `undefined` for one that stands for itself. */
export function siblingOf(span: object): Sibling | undefined {
  return (span as Marked)[siblingKey];
}

/** Calls once, when a recording span is about to end and can still be written to. */
export function whenEnding(span: object, tell: () => void): void {
  const before = (span as Marked)[endingKey];
  (span as Marked)[endingKey] = before
    ? () => {
        before();
        tell();
      }
    : tell;
}

/** Tells who waits for the end of a span; whoever processes spans calls it. */
export function tellEnding(span: object): void {
  const tell = (span as Marked)[endingKey];
  if (tell === undefined) return;
  delete (span as Marked)[endingKey];
  tell();
}
