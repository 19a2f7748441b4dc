import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Redactor } from '../redaction/redactor.js';

/** Client spans and W3C headers for `fetch` and undici, by their diagnostics channel: no patching and no loader hook. */
export function outgoingHttp(redactor: Redactor): Instrumentation {
  return new UndiciInstrumentation({
    requestHook(span, request) {
      const path = request.path.split('?', 1)[0] ?? '';
      // The query may carry tokens; the route of the other service tells what is called.
      span.setAttribute('url.full', redactor.text(`${request.origin}${path}`));
      span.setAttribute('url.query', '');
    },
  });
}
