import { context } from '@opentelemetry/api';
import { channel } from 'node:diagnostics_channel';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { policyIn, withhold } from '../context/propagation-policy.js';
import { attr } from '../core/names.js';
import { Redactor } from '../redaction/redactor.js';
import { RoutedTracerProvider } from './routed-tracer-provider.js';

const installedKey = Symbol.for('nestjs-observability.outgoing-http.v1');
/** What the instrumentation of undici listens to. */
const requestChannel = 'undici:request:create';
type Installed = { [installedKey]?: true };

/**
 * Client spans and W3C headers for `fetch` and undici, by their diagnostics channel: no patching and no loader hook. The
 * channel belongs to the process, so this happens once however many applications ask for it; each span goes to the
 * application that it was made in.
 */
export function observeOutgoingHttp(): void {
  const process = globalThis as Installed;
  if (process[installedKey]) return;
  // Another set-up makes these spans already, and both would be exported. A test runner keeps channels but not globals.
  const requests: ReturnType<typeof channel> & Installed = channel(requestChannel);
  if (requests.hasSubscribers && !requests[installedKey]) return;
  process[installedKey] = true;
  requests[installedKey] = true;
  const redactor = new Redactor();
  registerInstrumentations({
    tracerProvider: new RoutedTracerProvider(),
    instrumentations: [
      new UndiciInstrumentation({
        requestHook(span, { origin, path }) {
          const policy = policyIn(context.active());
          // Headers are written right after this hook, and are told no host.
          if (policy && !policy.sendsEverywhere && !policy.sendsTo(new URL(origin).hostname)) withhold(span);
          // The query of a URL may carry tokens, and its path tells what was called.
          const called = redactor.text(path.split('?', 1)[0] ?? '');
          span.setAttributes({
            [attr.urlFull]: redactor.text(origin) + called,
            [attr.urlPath]: called,
            [attr.urlQuery]: '',
          });
        },
      }),
    ],
  });
}
