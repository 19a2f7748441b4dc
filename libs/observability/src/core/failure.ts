import { types } from 'node:util';

/** A thrown value, read once and without trusting it. */
export interface Failure {
  /** The very value that was thrown. */
  readonly thrown: unknown;
  /** `error.type`: the class name, or the kind of a value that is no error. */
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** A refusal that belongs to normal operation: an HTTP exception below 500. */
  readonly expected: boolean;
}

/** A class name as code would have it; anything else could be made from user input. */
const className = /^[\w$.]{1,80}$/;

/** Describes any thrown value, `null`, a string, a proxy or an error with hostile getters included. Never throws. */
export function describeFailure(thrown: unknown): Failure {
  if (thrown === null || (typeof thrown !== 'object' && typeof thrown !== 'function')) {
    const type = thrown === null ? 'null' : typeof thrown;
    return { thrown, type, message: primitiveText(thrown), stack: undefined, expected: false };
  }
  if (types.isProxy(thrown)) {
    return { thrown, type: 'Proxy', message: '', stack: undefined, expected: false };
  }
  const stack = read(thrown, 'stack');
  const message = read(thrown, 'message');
  return {
    thrown,
    type: typeOf(thrown),
    message: typeof message === 'string' ? message : '',
    stack: typeof stack === 'string' ? stack : undefined,
    expected: isExpected(thrown),
  };
}

/** The status of an HTTP exception, whichever copy of Nest made it. */
export function httpStatusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || types.isProxy(thrown)) return undefined;
  if (typeof read(thrown, 'getStatus') !== 'function') return undefined;
  const status = Object.getOwnPropertyDescriptor(thrown, 'status')?.value as unknown;
  return typeof status === 'number' ? status : undefined;
}

function isExpected(thrown: object): boolean {
  const status = httpStatusOf(thrown);
  return status !== undefined && status < 500;
}

function typeOf(thrown: object): string {
  const maker = read(thrown, 'constructor');
  const name = typeof maker === 'function' && !types.isProxy(maker) ? read(maker, 'name') : undefined;
  return typeof name === 'string' && className.test(name) ? name : 'Error';
}

function read(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function primitiveText(value: unknown): string {
  return typeof value === 'symbol' ? value.toString() : String(value);
}
