export const traceId = '12345678901234567890123456789012';
export const spanId = '1234567890123456';
export const parent = `00-${traceId}-${spanId}-01`;
export const numbered = (count: number) =>
  Array.from({ length: count }, (_, at) => `bar${String(at).padStart(2, '0')}=${at}`).join(',');

export type Headers = readonly (readonly [name: string, value: string])[];

/** The cases of the conformance suite of W3C Trace Context: is a trace continued, and with which state? */
export const cases: [title: string, headers: Headers, continued: boolean, state?: string | undefined][] = [
  ['nothing', [], false],
  ['a valid header', [['traceparent', parent]], true],
  ['an unsampled one', [['traceparent', `00-${traceId}-${spanId}-00`]], true],
  ['flags that nobody knows yet', [['traceparent', `00-${traceId}-${spanId}-ff`]], true],
  ['a name in capitals', [['TRACEPARENT', parent]], true],
  ['a name in mixed case', [['TraceParent', parent]], true],
  ['a name with a hyphen', [['trace-parent', parent]], false],
  ['a name with a dot', [['trace.parent', parent]], false],
  ['blanks around', [['traceparent', ` \t${parent}\t `]], true],
  [
    'the same twice',
    [
      ['traceparent', parent],
      ['traceparent', parent],
    ],
    false,
  ],
  [
    'two of them',
    [
      ['traceparent', parent],
      ['traceparent', `00-${'9'.repeat(32)}-${spanId}-01`],
    ],
    false,
  ],
  ['version 00 with a dot at its end', [['traceparent', `${parent}.`]], false],
  ['version 00 with more at its end', [['traceparent', `${parent}-what-the-future-will-be-like`]], false],
  ['a later version', [['traceparent', `cc-${traceId}-${spanId}-01`]], true],
  [
    'a later version with more at its end',
    [['traceparent', `cc-${traceId}-${spanId}-01-what-the-future-will-be-like`]],
    true,
  ],
  [
    'a later version with a dot at its end',
    [['traceparent', `cc-${traceId}-${spanId}-01.what-the-future-will-be-like`]],
    false,
  ],
  ['version ff', [['traceparent', `ff-${traceId}-${spanId}-01`]], false],
  ['a version of other characters', [['traceparent', `.0-${traceId}-${spanId}-01`]], false],
  ['a version whose end is another character', [['traceparent', `0.-${traceId}-${spanId}-01`]], false],
  ['a version too long', [['traceparent', `000-${traceId}-${spanId}-01`]], false],
  ['a version too short', [['traceparent', `0-${traceId}-${spanId}-01`]], false],
  ['a trace id of zeros', [['traceparent', `00-${'0'.repeat(32)}-${spanId}-01`]], false],
  ['a trace id of other characters', [['traceparent', `00-.${traceId.slice(1)}-${spanId}-01`]], false],
  ['a trace id in capitals', [['traceparent', `00-${'A'.repeat(32)}-${spanId}-01`]], false],
  ['a trace id too long', [['traceparent', `00-${traceId}3-${spanId}-01`]], false],
  ['a trace id too short', [['traceparent', `00-${traceId.slice(1)}-${spanId}-01`]], false],
  ['a parent id of zeros', [['traceparent', `00-${traceId}-${'0'.repeat(16)}-01`]], false],
  ['a parent id of other characters', [['traceparent', `00-${traceId}-.${spanId.slice(1)}-01`]], false],
  ['a parent id too long', [['traceparent', `00-${traceId}-${spanId}3-01`]], false],
  ['a parent id too short', [['traceparent', `00-${traceId}-${spanId.slice(1)}-01`]], false],
  ['flags of other characters', [['traceparent', `00-${traceId}-${spanId}-.0`]], false],
  ['flags too long', [['traceparent', `00-${traceId}-${spanId}-001`]], false],
  ['flags too short', [['traceparent', `00-${traceId}-${spanId}-1`]], false],
  ['state without a parent', [['tracestate', 'foo=1']], false],
  [
    'state beside a parent that is none',
    [
      ['traceparent', 'x'],
      ['tracestate', 'foo=1'],
    ],
    false,
  ],
  [
    'state',
    [
      ['traceparent', parent],
      ['tracestate', 'foo=1,bar=2'],
    ],
    true,
    'foo=1,bar=2',
  ],
  [
    'state under a name in capitals',
    [
      ['traceparent', parent],
      ['TraceState', 'foo=1'],
    ],
    true,
    'foo=1',
  ],
  [
    'state in two headers',
    [
      ['traceparent', parent],
      ['tracestate', 'foo=1,bar=2'],
      ['tracestate', 'rojo=1'],
    ],
    true,
    'foo=1,bar=2,rojo=1',
  ],
  [
    'an empty state',
    [
      ['traceparent', parent],
      ['tracestate', ''],
    ],
    true,
  ],
  [
    'empty states around one',
    [
      ['traceparent', parent],
      ['tracestate', ''],
      ['tracestate', 'foo=1'],
      ['tracestate', ''],
    ],
    true,
    'foo=1',
  ],
  [
    'blanks in state',
    [
      ['traceparent', parent],
      ['tracestate', 'foo=1 \t , \t bar=2'],
    ],
    true,
    'foo=1,bar=2',
  ],
  [
    'every character of a key',
    [
      ['traceparent', parent],
      ['tracestate', 'abcdefghijklmnopqrstuvwxyz0123456789_-*/=1'],
    ],
    true,
    'abcdefghijklmnopqrstuvwxyz0123456789_-*/=1',
  ],
  [
    'a key of a tenant',
    [
      ['traceparent', parent],
      ['tracestate', 't@v=1'],
    ],
    true,
    't@v=1',
  ],
  [
    'a key with a blank',
    [
      ['traceparent', parent],
      ['tracestate', 'foo =1'],
    ],
    true,
  ],
  [
    'a key in capitals',
    [
      ['traceparent', parent],
      ['tracestate', 'FOO=1'],
    ],
    true,
  ],
  [
    'a key with a dot',
    [
      ['traceparent', parent],
      ['tracestate', 'foo.bar=1'],
    ],
    true,
  ],
  [
    'a key with nothing after its at',
    [
      ['traceparent', parent],
      ['tracestate', 'foo@=1'],
    ],
    true,
  ],
  [
    'a key with nothing before its at',
    [
      ['traceparent', parent],
      ['tracestate', '@foo=1'],
    ],
    true,
  ],
  [
    'a key with two ats',
    [
      ['traceparent', parent],
      ['tracestate', 'foo@@bar=1'],
    ],
    true,
  ],
  [
    'a key that is long',
    [
      ['traceparent', parent],
      ['tracestate', `${'z'.repeat(256)}=1`],
    ],
    true,
    `${'z'.repeat(256)}=1`,
  ],
  [
    'a key too long',
    [
      ['traceparent', parent],
      ['tracestate', `${'z'.repeat(257)}=1`],
    ],
    true,
  ],
  [
    'a value with an equals sign',
    [
      ['traceparent', parent],
      ['tracestate', 'foo=bar=baz'],
    ],
    true,
  ],
  [
    'no value',
    [
      ['traceparent', parent],
      ['tracestate', 'foo='],
    ],
    true,
  ],
  [
    'as many members as may be',
    [
      ['traceparent', parent],
      ['tracestate', numbered(32)],
    ],
    true,
    numbered(32),
  ],
];
