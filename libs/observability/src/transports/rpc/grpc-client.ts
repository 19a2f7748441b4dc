import { context } from '@opentelemetry/api';
import { endOperation } from '../../core/operation-runner.js';
import { MethodRun } from '../../core/method-run.js';
import { attr } from '../../core/names.js';
import type { Runtime } from '../../core/runtime.js';
import { grpcStatusName } from './grpc-status.js';
import { currentHeaders } from './outgoing-headers.js';
import { SentMessages } from './sent-messages.js';

/** What is used of Nest's client of gRPC. It reads its options when a service is first asked for. */
export interface NestGrpcClient {
  readonly options?: { channelOptions?: { interceptors?: readonly unknown[] } & object };
}

interface GrpcStatus {
  readonly code?: unknown;
}

interface GrpcMetadata {
  set(name: string, value: string): void;
}

type Next = (metadata: GrpcMetadata, listener: object) => void;

interface GrpcPackage {
  readonly InterceptingCall: new (call: unknown, requester: object) => unknown;
}

/** Client errors by the conventions: every status but OK. Cancelled is the caller's own wish. */
const cancelled = 1;

/**
 * Observes the calls of one client by an interceptor of gRPC itself: unary calls and all kinds of streams, until their status has
 * come. The trace context is metadata of the call.
 */
export async function observeGrpcClient(client: NestGrpcClient, runtime: Runtime): Promise<void> {
  const { options } = client;
  if (typeof options !== 'object' || options === null) return;
  // The package is there: the client has loaded it.
  const { InterceptingCall } = (await import('@grpc/grpc-js')) as unknown as GrpcPackage;
  const calls = new SentMessages({ family: 'rpc', system: 'grpc' });
  const interceptor = (
    callOptions: { readonly method_definition?: { readonly path?: string } },
    nextCall: (options: unknown) => unknown,
  ): unknown => {
    const method = callOptions.method_definition?.path?.replace(/^\//, '') ?? '';
    const run = runtime.faults.guard(
      'message client',
      () => new MethodRun(runtime, calls.of('send', method), context.active(), []),
    );
    if (!run) return nextCall(callOptions);
    return new InterceptingCall(
      run.inside(() => nextCall(callOptions)),
      requesterFor(run, runtime),
    );
  };
  const { channelOptions } = options;
  const interceptors = [...(channelOptions?.interceptors ?? []), interceptor];
  options.channelOptions = { ...channelOptions, interceptors };
}

function requesterFor(run: MethodRun, runtime: Runtime): object {
  return {
    start(metadata: GrpcMetadata, _listener: object, next: Next): void {
      runtime.faults.guard('message client', () => {
        const headers = run.inside(currentHeaders);
        for (const name in headers) metadata.set(name, headers[name] as string);
      });
      next(metadata, {
        onReceiveStatus(status: GrpcStatus, pass: (status: GrpcStatus) => void): void {
          finish(run, status, runtime);
          pass(status);
        },
      });
    },
  };
}

function finish({ operation }: MethodRun, { code }: GrpcStatus, runtime: Runtime): void {
  const name = grpcStatusName(code);
  operation.dimensions[attr.rpcResponseStatusCode] = name;
  if (code === 0) endOperation(runtime, operation, 'success');
  else if (code === cancelled) endOperation(runtime, operation, 'aborted');
  else {
    operation.dimensions[attr.errorType] = name;
    endOperation(runtime, operation, 'failure');
  }
}
