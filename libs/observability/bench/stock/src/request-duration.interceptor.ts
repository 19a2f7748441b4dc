import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { InjectMetric, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import type { Histogram } from 'prom-client';
import { tap, type Observable } from 'rxjs';

const REQUEST_DURATION = 'http_server_request_duration_seconds';

/** The histogram that the interceptor fills. */
export const requestDurationProvider = makeHistogramProvider({
  name: REQUEST_DURATION,
  help: 'Duration of HTTP server requests',
  labelNames: ['method', 'route', 'status'],
});

interface Request {
  readonly method: string;
  readonly route?: { readonly path: string };
  readonly routeOptions?: { readonly url: string };
}

/** RED metrics as the tutorials write them: an interceptor around the handler, a prom-client histogram. */
@Injectable()
export class RequestDurationInterceptor implements NestInterceptor {
  constructor(@InjectMetric(REQUEST_DURATION) private readonly duration: Histogram) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const stop = this.duration.startTimer();
    const record = () =>
      stop({
        method: request.method,
        route: request.route?.path ?? request.routeOptions?.url ?? 'unmatched',
        status: http.getResponse<{ statusCode: number }>().statusCode,
      });
    return next.handle().pipe(tap({ next: record, error: record }));
  }
}
