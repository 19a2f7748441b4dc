import { types } from 'node:util';
import { complaintsOf, httpStatusOf } from './http-exception.js';
import { isMessageRefusal } from './message-exception.js';
import { readProperty } from './untrusted-read.js';

/** A thrown value, read once and without trusting it. */
export interface Failure {
  /** The very value that was thrown. */
  readonly thrown: unknown;
  /** `error.type`: the class name, `TimeoutError` and the like for a `DOMException`, or the kind of a value that is no error. */
  readonly type: string;
  /** What the error says; what a validation found wrong, one after the other. */
  readonly message: string;
  readonly stack: string | undefined;
  /** A refusal that belongs to normal operation: an HTTP exception below 500, or one of messages. */
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
  const stack = readProperty(thrown, 'stack');
  const status = httpStatusOf(thrown);
  const message = (status !== undefined && complaintsOf(thrown)) || readProperty(thrown, 'message');
  return {
    thrown,
    type: typeOf(thrown),
    message: typeof message === 'string' ? message : '',
    stack: typeof stack === 'string' ? stack : undefined,
    expected: status === undefined ? isMessageRefusal(thrown) : status < 500,
  };
}

function typeOf(thrown: object): string {
  const maker = readProperty(thrown, 'constructor');
  const made = typeof maker === 'function' && !types.isProxy(maker) ? readProperty(maker, 'name') : undefined;
  const name = made === 'DOMException' ? (platformName(thrown) ?? made) : made;
  return typeof name === 'string' && className.test(name) ? name : 'Error';
}

/** The platform has one class for many errors. Only its own names, which are few, have a code. */
function platformName(thrown: object): unknown {
  const code = readProperty(thrown, 'code');
  return typeof code === 'number' && code > 0 ? readProperty(thrown, 'name') : undefined;
}

function primitiveText(value: unknown): string {
  return typeof value === 'symbol' ? value.toString() : String(value);
}
