import { randomBytes } from 'node:crypto';

/** A span of another service. */
export interface Caller {
  readonly traceId: string;
  readonly spanId: string;
}

/** A caller whom nobody has heard of. */
export const newCaller = (): Caller => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
});

/** The header by which a caller says who it is. */
export const headersOf = ({ traceId, spanId }: Caller): { readonly traceparent: string } => ({
  traceparent: `00-${traceId}-${spanId}-01`,
});
