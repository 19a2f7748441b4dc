import { fieldsOf } from '../pipeline/protobuf-fields.js';

/** What a backend says about items of a request that it took otherwise. */
export interface PartialSuccess {
  readonly rejectedItems: number;
  readonly message: string;
}

const longest = 200;

/** Reads the answer to an OTLP export; `undefined` when it says nothing, or nothing that can be read. Never throws. */
export function partialSuccessOf(body: Uint8Array, format: 'protobuf' | 'json'): PartialSuccess | undefined {
  if (body.length === 0) return undefined;
  try {
    const { rejectedItems, message } = format === 'json' ? fromJson(body) : fromProtobuf(body);
    if (!(rejectedItems > 0) && message === '') return undefined;
    return { rejectedItems: rejectedItems > 0 ? rejectedItems : 0, message: printable(message) };
  } catch {
    return undefined;
  }
}

/** Text of a stranger, short and on one line. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, longest);
}

function fromJson(body: Uint8Array): PartialSuccess {
  const { partialSuccess } = JSON.parse(Buffer.from(body).toString()) as {
    partialSuccess?: Record<string, unknown>;
  };
  const { rejectedSpans, rejectedLogRecords, rejectedDataPoints, errorMessage } = partialSuccess ?? {};
  return {
    rejectedItems: Number(rejectedSpans ?? rejectedLogRecords ?? rejectedDataPoints ?? 0),
    message: typeof errorMessage === 'string' ? errorMessage : '',
  };
}

/** `partial_success` is field 1 of each signal's answer; in it 1 is the number and 2 the text. */
function fromProtobuf(body: Uint8Array): PartialSuccess {
  let rejectedItems = 0;
  let message = '';
  for (const field of fieldsOf(body)) {
    if (field.number !== 1) continue;
    for (const { number, value, content } of fieldsOf(field.content)) {
      if (number === 1) rejectedItems = value;
      if (number === 2) message = Buffer.from(content).toString();
    }
  }
  // A negative number is a varint beyond what items there can be.
  return { rejectedItems: rejectedItems > Number.MAX_SAFE_INTEGER ? 0 : rejectedItems, message };
}
