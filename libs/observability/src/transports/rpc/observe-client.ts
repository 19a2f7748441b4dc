import { context } from '@opentelemetry/api';
import { types } from 'node:util';
import { isObservable, Observable, tap, type Observable as Stream } from 'rxjs';
import { MethodRun } from '../../core/method-run.js';
import { attr, errorAnswer } from '../../core/names.js';
import { endOperation } from '../../core/operation-runner.js';
import type { Runtime } from '../../core/runtime.js';
import { observeSubscriptions } from '../../core/subscription.js';
import type { MessageTransport } from '../message-transport.js';
import type { NestClient } from './nest-client.js';
import { putHeadersOnPackets } from './outgoing-headers.js';
import { SentMessages, type SendingMethod } from './sent-messages.js';
import { patternText } from './text-property.js';

/** What observing a client takes. */
export interface ObservedClientSettings {
  readonly runtime: Runtime;
  readonly transport: Pick<MessageTransport, 'family' | 'system' | 'carrier'>;
}

/**
 * Observes what one client sends: `send()` until its last answer, each subscription on its own, and `emit()` until the transport
 * has taken the event. The trace context goes with both. Only this instance is touched.
 */
export function observeClient(client: NestClient, { runtime, transport }: ObservedClientSettings): void {
  putHeadersOnPackets(client, transport.carrier, runtime.faults);
  const messages = new SentMessages(transport);
  const begin = (method: SendingMethod, pattern: unknown): MethodRun | undefined =>
    runtime.faults.guard('message client', () => {
      const text = patternText(pattern) ?? '';
      const run = new MethodRun(runtime, messages.of(method, text), context.active(), []);
      if (transport.family === 'messaging') run.operation.detail(attr.messagingDestinationName, text);
      return run;
    });
  const { send, emit } = client;
  client.send = (pattern, data) => {
    const answers = Reflect.apply(send, client, [pattern, data]) as unknown;
    return isObservable(answers) ? observeAnswers(answers, () => begin('send', pattern), runtime) : answers;
  };
  client.emit = (pattern, data) => {
    const run = begin('emit', pattern);
    if (!run) return Reflect.apply(emit, client, [pattern, data]) as unknown;
    const sent = run.inside(() => Reflect.apply(emit, client, [pattern, data]) as unknown);
    // An event is on its way already, so one more listener sends nothing twice.
    if (isObservable(sent)) endWith(sent, run);
    else run.succeed(sent);
    return sent;
  };
}

function observeAnswers(
  answers: Stream<unknown>,
  begin: () => MethodRun | undefined,
  runtime: Runtime,
): Stream<unknown> {
  return new Observable(subscriber => {
    const run = begin();
    if (!run) return answers.subscribe(subscriber);
    const noted = answers.pipe(tap({ error: (thrown: unknown) => endWithAnswer(run, thrown, runtime) }));
    return observeSubscriptions(noted, run).subscribe(subscriber);
  });
}

/** Nest gives the error of an answer as the object, or the text, that travelled: nothing was thrown here. */
function endWithAnswer({ operation }: MethodRun, answer: unknown, runtime: Runtime): void {
  if (types.isNativeError(answer)) return;
  operation.dimensions[attr.errorType] = errorAnswer;
  endOperation(runtime, operation, 'failure');
}

function endWith(sent: Stream<unknown>, run: MethodRun): void {
  sent.subscribe({
    error: (thrown: unknown) => run.fail(thrown),
    complete: () => run.succeed(undefined),
  });
}
