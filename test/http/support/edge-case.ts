import type { Adapter } from '../../support/test-app.js';
import type { RecordedRequest } from './expect-one-request.js';
import type { RawRequest } from './send.js';

/** A request to the edge module, and what it must leave behind. */
export interface EdgeCase {
  readonly title: string;
  readonly request: RawRequest;
  readonly recorded: RecordedRequest;
  /** What differs where the adapters themselves differ. */
  readonly on?: Partial<Record<Adapter, Partial<RecordedRequest>>>;
  /** The adapter that has sent its answer before the request id could be added. */
  readonly unechoedOn?: Adapter;
}

/** A body as JSON, to be sent by POST. */
export const json = (body: unknown): Pick<RawRequest, 'method' | 'body'> => ({
  method: 'POST',
  body: JSON.stringify(body),
});

/** The route that finds an order. */
export const order = { route: '/api/orders/:id', handler: 'OrdersController.find' } as const;

/** The route behind guards. */
export const profile = { route: '/api/private/profile', handler: 'PrivateController.profile' } as const;
