import { assert, property, string, jsonValue, dictionary, constantFrom, double, anything } from 'fast-check';
import { canonicalJson, isCanonicalJson } from './canonical-json.js';

const anyText = string({ unit: 'binary' });

describe('Canonical JSON', () => {
  it('writes the sample of RFC 8785', () => {
    const sample = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };

    expect(canonicalJson(sample)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts keys by UTF-16 code units, as the example of RFC 8785 does', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];

    const order = keysOf(canonicalJson(Object.fromEntries(keys.map(key => [key, 0]))));

    expect(order).toEqual(['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('prints the number with the bits %s as %s (RFC 8785, appendix B)', (bits, text) => {
    const value = Buffer.from(bits, 'hex').readDoubleBE();

    expect(canonicalJson(value)).toBe(text);
  });

  it('prints every finite number so that the same number is read back', () => {
    assert(
      property(double({ noNaN: true, noDefaultInfinity: true }), value => {
        expect(JSON.parse(canonicalJson(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('keeps all data', () => {
    assert(
      property(jsonValue({ stringUnit: 'binary' }), value => {
        // Members at the prototype setter are own properties on both sides; -0 is 0 in JSON.
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('gives one text whatever order the keys came in', () => {
    assert(
      property(dictionary(anyText, jsonValue({ maxDepth: 1 }), { maxKeys: 12 }), record => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());

        expect(canonicalJson(reversed)).toBe(canonicalJson(record));
        expect(isCanonicalJson(canonicalJson(record))).toBe(true);
      }),
    );
  });

  it('sorts any keys by code unit, digits and surrogates included', () => {
    const awkward = constantFrom(
      '1',
      '10',
      '2',
      'a',
      'B',
      '',
      '\u0000',
      '\ud800',
      '\udfff',
      '\ufb33',
      '😀',
      '__proto__',
    );
    assert(
      property(dictionary(awkward, constantFrom(0), { maxKeys: 12 }), record => {
        const written = keysOf(canonicalJson(record));

        expect(written).toEqual(Object.keys(record).sort(byCodeUnits));
      }),
    );
  });

  it('escapes NUL and lone surrogates, so that every database takes the text and nothing is hidden', () => {
    expect(canonicalJson({ name: 'a\u0000b\ud800c\udfffd😀' })).toBe(
      String.raw`{"name":"a\u0000b\ud800c\udfffd😀"}`,
    );
    assert(
      property(anyText, text => {
        const written = canonicalJson(text);

        expect(Buffer.from(written).toString()).toBe(written);
        expect(written).not.toContain('\0');
        expect(JSON.parse(written)).toBe(text);
      }),
    );
  });

  it('shows what JSON cannot hold instead of failing', () => {
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;

    expect(canonicalJson([Number.NaN, -Infinity, 10n ** 20n, undefined, () => 1, Symbol('s')])).toBe(
      '["NaN","-Infinity","100000000000000000000",null,null,null]',
    );
    expect(canonicalJson({ a: undefined, b: () => 1, c: 1 })).toBe('{"c":1}');
    expect(canonicalJson(circle)).toBe('{"name":"circle","self":"[Circular]"}');
  });

  it('writes a value twice that stands in two places', () => {
    const shared = { id: 1 };

    expect(canonicalJson([shared, shared])).toBe('[{"id":1},{"id":1}]');
  });

  it('ends at a depth where the stack still holds', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];

    expect(canonicalJson(deep)).toBe(`${'['.repeat(64)}"[Too deep]"${']'.repeat(64)}`);
  });

  it('never throws and always writes JSON, whatever it is given', () => {
    assert(
      property(
        anything({ withBigInt: true, withNullPrototype: true, withMap: true, withSet: true }),
        value => {
          expect(() => void JSON.parse(canonicalJson(value))).not.toThrow();
        },
      ),
    );
  });

  it.each(['{"b":1,"a":2}', '{"a": 1}', '{"a":1,"a":1}', '{"a":1.0}', String.raw`{"a":"\u0041"}`, '{', ''])(
    'knows that %j is not canonical',
    text => {
      expect(isCanonicalJson(text)).toBe(false);
    },
  );
});

/** Keys of a flat object, in the order of the text: JSON.parse would reorder digits. */
function keysOf(text: string): string[] {
  return [...text.matchAll(/("(?:[^"\\]|\\.)*"):/g)].map(match => JSON.parse(match[1]!) as string);
}

function byCodeUnits(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
