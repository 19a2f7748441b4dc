/** Marks spans that the redaction policy is applied to when they end, so that nobody does it twice. */
export const maskedAtEnd: unique symbol = Symbol.for('nestjs-observability.masked-at-end.v1') as never;
