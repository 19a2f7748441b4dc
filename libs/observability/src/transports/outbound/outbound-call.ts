import { context, propagation, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { describeFailure } from '../../core/failure.js';
import { attr, otherMethod } from '../../core/names.js';
import { outboundAttr, otherServer } from '../../core/outbound-names.js';
import type { Operation, OperationDefinition } from '../../core/operation.js';
import { endOperation, startOperation } from '../../core/operation-runner.js';
import { runtimeFor, type Runtime } from '../../core/runtime.js';
import { methodDimension } from '../http/http-methods.js';
import { errorTypeOf, isAbort } from './call-error.js';
import { redirectOf, textOf, type CalledUrl } from './called-url.js';
import { isCallOfOthers } from './others-call.js';
import { outboundPolicyOf, type OutboundPolicy } from './outbound-policy.js';

/** One for all calls: what differs is set on the operation. */
const definition: OperationDefinition = {
  type: 'http-client',
  name: 'HTTP',
  kind: 'client',
  metrics: true,
  root: false,
  dimensions: {},
};

/** The exception is told where it ends work of the application; here its type and message are enough. */
const toldElsewhere = { fingerprint: '', onSpan: false, inRecord: false };

interface CallParts {
  readonly runtime: Runtime;
  readonly policy: OutboundPolicy;
  readonly operation: Operation;
  readonly url: CalledUrl;
  /** Method and URL: what makes two attempts one call. */
  readonly identity: string;
  readonly attempt: number;
}

/** One HTTP request to somebody else, whichever client makes it. */
export class OutboundCall {
  private status: number | undefined;
  private redirectedTo: string | undefined;

  private constructor(private readonly parts: CallParts) {}

  /** Begins to observe a call; gives nothing where nobody records, or somebody else records it already. */
  static begin(method: string, locate: () => CalledUrl | undefined): OutboundCall | undefined {
    const parent = context.active();
    const runtime = runtimeFor(parent, undefined);
    const policy = outboundPolicyOf(runtime);
    if (!runtime || !policy || isTracingSuppressed(parent) || isCallOfOthers(parent)) return undefined;
    const url = locate();
    if (!url) return undefined;
    const identity = `${method} ${textOf(url)}`;
    const attempt = policy.resends.count(trace.getSpan(parent), identity);
    const operation = startOperation(runtime, definition, parent, opened => {
      describe(opened, { method, url, policy, attempt });
    });
    return new OutboundCall({ runtime, policy, operation, url, identity, attempt });
  }

  /** Gives the headers that carry the trace to those hosts that may have it. */
  inject(set: (name: string, value: string) => void): void {
    const { policy, url, operation } = this.parts;
    if (!policy.sendsTo(url.host)) return;
    propagation.inject(operation.context, set, {
      set: (carrier, name, value) => carrier(name, value),
    });
  }

  /** The head of the answer is there; its body may take a while. */
  answered(status: number, location: string | undefined): void {
    this.status = status;
    const { operation, url, identity } = this.parts;
    operation.dimensions[attr.httpResponseStatusCode] = status;
    if (status < 300 || status > 399 || location === undefined) return;
    const next = redirectOf(url, location);
    const method = identity.slice(0, identity.indexOf(' '));
    // A redirect of 303 is always followed by GET, and so are most others of a POST.
    const followed = status === 307 || status === 308 || method === 'HEAD' ? method : 'GET';
    if (next) this.redirectedTo = `${followed} ${textOf(next)}`;
  }

  /** The body came to its end. */
  finish(): void {
    const { operation } = this.parts;
    const status = this.status;
    if (status === undefined) return this.abandon();
    if (status >= 400) operation.dimensions[attr.errorType] = String(status);
    this.end(status >= 400 ? 'failure' : 'success');
  }

  /** No answer came, or not all of it. */
  fail(thrown: unknown): void {
    const { operation } = this.parts;
    if (operation.ended) return;
    operation.failure = describeFailure(thrown);
    operation.dimensions[attr.errorType] = errorTypeOf(thrown) ?? operation.failure.type;
    operation.exception = toldElsewhere;
    this.end(isAbort(thrown) ? 'aborted' : 'failure');
  }

  /** For what is heard from where a fault would be one of the application. */
  safely(listener: () => void): void {
    this.parts.runtime.faults.guard('outgoing HTTP', listener);
  }

  /** The application, or the end of the connection, left the rest unread. */
  abandon(): void {
    this.end('aborted');
  }

  private end(outcome: 'success' | 'failure' | 'aborted'): void {
    const { runtime, policy, operation, identity, attempt } = this.parts;
    if (operation.ended) return;
    endOperation(runtime, operation, outcome);
    if (outcome === 'aborted') return;
    policy.resends.ended(trace.getSpan(operation.parent), identity, {
      count: attempt,
      status: this.status,
      redirectedTo: this.redirectedTo,
    });
  }
}

interface Description {
  readonly method: string;
  readonly url: CalledUrl;
  readonly policy: OutboundPolicy;
  readonly attempt: number;
}

function describe(operation: Operation, { method, url, policy, attempt }: Description): void {
  const { dimensions } = operation;
  const known = methodDimension(method);
  const template = policy.templates.of(url.host, url.path);
  const peer = policy.peers.of(url.host, url.port);
  const verb = known === otherMethod ? 'HTTP' : known;
  operation.name = template === undefined ? verb : `${verb} ${template}`;
  dimensions[attr.httpRequestMethod] = known;
  if (known === otherMethod) operation.detail(attr.httpRequestMethodOriginal, method.slice(0, 64));
  if (template !== undefined) dimensions[outboundAttr.urlTemplate] = template;
  if (peer !== undefined) dimensions[outboundAttr.servicePeerName] = peer;
  if (policy.knows(`${url.host}:${url.port}`)) {
    dimensions[attr.serverAddress] = url.host;
    if (url.port !== undefined) dimensions[attr.serverPort] = url.port;
  } else {
    dimensions[attr.serverAddress] = otherServer;
    // Details come after dimensions: the span says which server it was.
    operation.detail(attr.serverAddress, url.host);
    operation.detail(attr.serverPort, url.port);
  }
  operation.detail(attr.urlFull, textOf(url));
  operation.detail(attr.urlPath, url.path);
  if (attempt > 0) operation.detail(outboundAttr.httpRequestResendCount, attempt);
}
