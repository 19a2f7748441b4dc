import type { RequestScope } from '../../context/request-scope.js';
import { describeFailure } from '../../core/failure.js';
import { attr } from '../../core/names.js';
import type { Operation } from '../../core/operation.js';
import type { MessageTransport, ReceivedMessage } from '../message-transport.js';
import { grpcStatusOf } from './grpc-status.js';

/** Patterns are client-controlled where nobody takes them. */
const longestPattern = 256;

/** What is known when the message has come. */
export function describeReceived(
  operation: Operation,
  transport: MessageTransport,
  message: ReceivedMessage,
): void {
  const details = transport.details?.(message);
  for (const key in details) operation.detail(key, details[key]);
  if (transport.family === 'rpc') operation.detail(attr.clientAddress, transport.peer?.(message));
}

/** What is known when the message is handled. */
export function describeOutcome(
  operation: Operation,
  { system }: MessageTransport,
  { handler, requestId, thrown, actor }: RequestScope,
): void {
  operation.detail(attr.requestId, requestId);
  operation.detail(attr.codeFunctionName, handler);
  operation.detail(attr.userId, actor?.id);
  operation.detail(attr.tenantId, actor?.tenant);
  if (system !== 'grpc') return;
  operation.dimensions[attr.rpcResponseStatusCode] = thrown ? grpcStatusOf(thrown.value) : 'OK';
}

/** What is known of a message that no handler took. */
export function describeUntaken(
  operation: Operation,
  transport: MessageTransport,
  message: ReceivedMessage,
  thrown: { readonly value: unknown } | undefined,
): void {
  const pattern = message.packet && transport.pattern(message)?.slice(0, longestPattern);
  if (transport.family === 'rpc') operation.detail(attr.rpcMethodOriginal, pattern);
  operation.failure = thrown
    ? describeFailure(thrown.value)
    : {
        thrown: undefined,
        type: 'UnknownPattern',
        message: `No handler takes the pattern ${pattern ?? '(none)'}.`,
        stack: undefined,
        expected: true,
      };
}
