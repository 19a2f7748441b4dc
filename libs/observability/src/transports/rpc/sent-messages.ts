import { BoundedTypes } from '../../errors/bounded-types.js';
import type { MethodObservation } from '../../core/method-run.js';
import { otherName } from '../../core/names.js';
import type { OperationKind } from '../../core/operation.js';
import type { MessageTransport } from '../message-transport.js';
import { callDimensions, messageDimensions, nameOfCall } from './message-definitions.js';

/** How the application sends a message. */
export type SendingMethod = 'send' | 'emit';

/** What is sent over one transport: an observation for each pattern, as long as they are few. */
export class SentMessages {
  private readonly names = new BoundedTypes();
  private readonly known = new Map<string, MethodObservation>();

  constructor(private readonly transport: Pick<MessageTransport, 'family' | 'system'>) {}

  /** The same object for equal ones. @param pattern as text; an application may make patterns as it runs */
  of(method: SendingMethod, pattern: string): MethodObservation {
    const name = this.names.of(pattern);
    const key = `${method} ${name}`;
    let observation = this.known.get(key);
    if (!observation) this.known.set(key, (observation = this.observe(method, name)));
    return observation;
  }

  private observe(method: SendingMethod, pattern: string): MethodObservation {
    const { family, system } = this.transport;
    const rpc = family === 'rpc';
    const kind: OperationKind = rpc || method === 'send' ? 'client' : 'producer';
    return {
      definition: {
        type: 'sent-message',
        name: rpc ? nameOfCall(pattern, system) : `${method} ${pattern === otherName ? system : pattern}`,
        kind,
        metrics: false,
        root: false,
        dimensions: rpc ? callDimensions(system, pattern) : messageDimensions(system, pattern, method),
      },
    };
  }
}
