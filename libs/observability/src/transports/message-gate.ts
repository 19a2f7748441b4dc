import type { ExecutionContext } from '@nestjs/common';
import type { CorrelationIds } from '../context/correlation-id.js';
import { messageArrived, type ArrivedMessage } from '../context/context-storage.js';
import { RequestScope, type HandlerReference } from '../context/request-scope.js';
import type { Runtime } from '../core/runtime.js';

/** What is told of a message that did not reach its handler. */
export interface StoppedMessage {
  readonly scope: RequestScope;
  readonly payload: unknown;
  readonly thrown: unknown;
}

/** What the gate works with. */
export interface MessageGateSettings {
  readonly runtime: Runtime;
  readonly ids: CorrelationIds;
  /** Is told when a guard stopped a message. Must not throw: a filter of the application answers meanwhile. */
  readonly stopped: (message: StoppedMessage) => void;
}

/**
 * Follows messages of RPC and WebSockets from the first guard to their handler, and tells of those that a guard stopped.
 */
export class MessageGate {
  constructor(private readonly settings: MessageGateSettings) {}

  /**
   * A message has come to its first guard.
   *
   * @param known what its edge knows about it; absent where its transport has no edge
   */
  arrived(execution: ExecutionContext, handledBy: HandlerReference, known: RequestScope | undefined): void {
    const { runtime, ids, stopped } = this.settings;
    const scope = known ?? new RequestScope(runtime, ids.accept(undefined));
    scope.handledBy ??= handledBy;
    const args = execution.getArgs<unknown[]>();
    // The first argument of a WebSocket message is its socket.
    const payload = args[execution.getType<string>() === 'ws' ? 1 : 0];
    const message: ArrivedMessage = {
      scope,
      args,
      over: false,
      thrown: exception => {
        message.over = true;
        stopped({ scope, payload, thrown: exception });
      },
    };
    messageArrived(message);
  }
}
