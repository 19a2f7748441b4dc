import type { IncomingMessage, OutgoingHttpHeader } from 'node:http';
import type { ResolvedHttpCapture } from '../../config/resolved-http.js';
import { capturedAttr } from '../../core/captured-names.js';
import { attr } from '../../core/names.js';
import type { Operation, Outcome } from '../../core/operation.js';
import type { Redactor } from '../../redaction/redactor.js';
import type { HttpExchange } from './http-request.js';
import { capturedBody } from './captured-body.js';

/** Values of one header that are recorded, and the longest of them. */
const limits = { values: 16, length: 512, parameters: 64 };

/** The end of a request. */
export interface EndedRequest {
  /** As the adapter has it: there the body is. */
  readonly request: object;
  readonly outcome: Outcome;
}

/** Records what the options name: headers, the names of query parameters, bodies. */
export class HttpCapture {
  private readonly requestHeaders: readonly (readonly [name: string, attribute: string])[];
  private readonly responseHeaders: readonly (readonly [name: string, attribute: string])[];

  constructor(
    private readonly wanted: ResolvedHttpCapture,
    private readonly redactor: Redactor,
  ) {
    this.requestHeaders = wanted.requestHeaders.map(name => [name, capturedAttr.requestHeader + name]);
    this.responseHeaders = wanted.responseHeaders.map(name => [name, capturedAttr.responseHeader + name]);
  }

  ofRequest(operation: Operation, request: IncomingMessage): void {
    for (const [name, attribute] of this.requestHeaders) {
      this.header(operation, { name, attribute, value: request.headers[name] });
    }
    if (this.wanted.query === 'keys') operation.detail(capturedAttr.query, this.query(request.url ?? ''));
  }

  ofResponse(operation: Operation, { response }: HttpExchange, { request, outcome }: EndedRequest): void {
    for (const [name, attribute] of this.responseHeaders) {
      this.header(operation, { name, attribute, value: response.getHeader(name) });
    }
    const { body } = this.wanted;
    if (!body || operation.quiet) return;
    const route = operation.dimensions[attr.httpRoute];
    if (body.routes && (typeof route !== 'string' || !body.routes.has(route))) return;
    if (!(body.failures && outcome === 'failure') && Math.random() >= body.ratio) return;
    operation.detail(capturedAttr.requestBody, capturedBody(request, this.redactor, body.maxLength));
  }

  /** The name of a header decides, too: `authorization` on the list is recorded as there, and masked. */
  private header(operation: Operation, { name, attribute, value }: Header): void {
    if (value === undefined) return;
    const values = (Array.isArray(value) ? value : [String(value)]).slice(0, limits.values);
    const secret = this.redactor.isSecret(name, '');
    operation.detail(
      attribute,
      values.map(one => (secret ? this.redactor.censor : this.redactor.text(one.slice(0, limits.length)))),
    );
  }

  private query(url: string): string | undefined {
    const start = url.indexOf('?');
    if (start < 0 || start === url.length - 1) return undefined;
    const names = url.slice(start + 1, start + 4_097).split('&', limits.parameters);
    return names
      .map(parameter => this.redactor.text(parameter.split('=', 1)[0] ?? ''))
      .filter(name => name !== '')
      .map(name => `${name}=${this.redactor.censor}`)
      .join('&');
  }
}

interface Header {
  readonly name: string;
  readonly attribute: string;
  readonly value: OutgoingHttpHeader | undefined;
}

/** `undefined` where the options name nothing, so that it costs nothing. */
export function httpCapture(wanted: ResolvedHttpCapture, redactor: Redactor): HttpCapture | undefined {
  const any =
    wanted.requestHeaders.length > 0 ||
    wanted.responseHeaders.length > 0 ||
    wanted.query === 'keys' ||
    wanted.body !== undefined;
  return any ? new HttpCapture(wanted, redactor) : undefined;
}
