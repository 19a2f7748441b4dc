import { readOwnData } from '../../core/untrusted-read.js';
import type { Redactor } from '../../redaction/redactor.js';
import { exchangeOf } from './http-request.js';

/** Names of fields that are told of a multipart body. */
const maxNames = 64;

/**
 * The body of a request as its parser left it: JSON and forms redacted, of multipart bodies the names of fields and files. What
 * no parser read, and what is neither, is left out: the stream is never touched.
 */
export function capturedBody(request: object, redactor: Redactor, maxLength: number): string | undefined {
  const { request: raw } = exchangeOf(request, request);
  const type = String(raw.headers['content-type'] ?? '').toLowerCase();
  const body = readOwnData(request, 'body') ?? readOwnData(raw, 'body');
  if (type.startsWith('multipart/')) {
    const names = [...fieldNames(body), ...fileNames(request)].slice(0, maxNames);
    return names.length === 0
      ? undefined
      : shortened(JSON.stringify({ fields: redactor.value(names) }), maxLength);
  }
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  if (!isForm && !/^application\/(?:[\w.+-]{1,64}\+)?json\b/.test(type)) return undefined;
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return undefined;
  const text = JSON.stringify(redactor.value(body));
  return text === undefined || text === '{}' ? undefined : shortened(text, maxLength);
}

/** Of multer an object without prototype, of the parsers of Fastify an object of parts. */
const fieldNames = (body: unknown): string[] =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body) : [];

/** Multer keeps files beside the body, one or a list. */
function fileNames(request: object): string[] {
  const { file, files } = { file: readOwnData(request, 'file'), files: readOwnData(request, 'files') };
  const list = Array.isArray(files) ? (files as unknown[]) : [file];
  return list
    .map(one => readOwnData(one, 'fieldname'))
    .filter((name): name is string => typeof name === 'string');
}

const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}...` : text;
