import { hostile, type HostileValue } from './hostile-value.js';

/** Texts, numbers and symbols that break what takes them for usual ones. */
export function hostilePrimitives(): HostileValue[] {
  const controls = Array.from({ length: 0xa0 }, (_, code) => code).filter(code => code < 32 || code > 126);
  return [
    hostile('five megabytes of text', () => 'x'.repeat(5 << 20)),
    hostile('lone surrogates', () => '\ud800 \udc00x\ud83d'),
    hostile('every control character', () => String.fromCharCode(...controls)),
    hostile('line ends of every kind', () => 'a\nb\r\nc\u2028d\u2029e\u0085f\vg\fh'),
    hostile('an escape sequence of terminals', () => '\u001b[2J\u001b]0;owned\u0007\u009b31m'),
    hostile('text that turns the direction', () => 'user\u202e gpj.exe\u2066'),
    hostile('a line of a log', () => '{"level":"fatal","msg":"forged","trace_id":"0"}'),
    hostile('NUL', () => 'a\u0000b'),
    hostile('a big integer', () => 10n ** 400n),
    hostile('a symbol', () => Symbol('secret')),
    hostile('a number that is none', () => Number.NaN),
    hostile('infinity', () => Number.NEGATIVE_INFINITY),
    hostile('minus zero', () => -0),
    hostile('null', () => null),
    hostile('undefined', () => undefined),
  ];
}
