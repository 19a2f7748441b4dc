import { context, ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { decorated, type Decorated } from './decorated.js';
import type { SubjectFile, TelemetryState } from './subject.js';

/** One batch of calls. */
export interface Batch {
  readonly kind: 'async' | 'sync';
  readonly calls: number;
}

/** `node host.js <subject file URL> <state>`: calls one decorated method in one state, over and over, on request. */
const [, , subjectUrl, state] = process.argv;
const { subject } = (await import(subjectUrl as string)) as SubjectFile;
if (state !== 'no SDK') await subject.start();
if (state === 'switched off') subject.switchOff?.();
const target = decorated(subject);
const parent = parentOf(state as TelemetryState);

process.on('message', (batch: Batch) => {
  void context.with(parent, () => run(target, batch)).then(nanoseconds => process.send?.(nanoseconds));
});
process.send?.('ready');

async function run(target: Decorated, { kind, calls }: Batch): Promise<number> {
  const before = process.cpuUsage();
  let sum = 0;
  if (kind === 'async') for (let call = 0; call < calls; call++) sum += await target.load(call);
  else for (let call = 0; call < calls; call++) sum += target.price(call);
  const { user, system } = process.cpuUsage(before);
  if (sum !== (calls * (calls + 1)) / 2) throw new Error(`${subjectUrl} changes what the method returns`);
  return ((user + system) * 1_000) / calls;
}

function parentOf(state: TelemetryState): Context {
  if (state === 'no SDK' || state === 'switched off') return ROOT_CONTEXT;
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const unsampled = { traceId, spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE, isRemote: false };
  if (state === 'unsampled parent') return trace.setSpanContext(ROOT_CONTEXT, unsampled);
  const span = trace.getTracer('bench').startSpan('request', {}, ROOT_CONTEXT);
  if (!span.isRecording())
    throw new Error(`${subjectUrl} does not record; the figure would be of something else`);
  return trace.setSpan(ROOT_CONTEXT, span);
}
