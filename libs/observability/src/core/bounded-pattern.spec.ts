import { boundedPattern, UnboundedPatternError } from './bounded-pattern.js';
import { parseKeyPath } from './key-path.js';

describe('A pattern of the application', () => {
  it.each<[RegExp, string]>([
    [/a+b*/, 'a{1,256}b{0,256}'],
    [/\d{3,}-x?/i, '\\d{3,256}-x?'],
    [/[a+*]{2}(?:foo|bar)\.+?/, '[a+*]{2}(?:foo|bar)\\.{1,256}?'],
    [/(?:\d{3}-){2}\d+/, '(?:\\d{3}-){2}\\d{1,256}'],
    [/(?<=id )\w+/, '(?<=id )\\w{1,256}'],
  ])('%s gets an end', (pattern, source) => {
    const bounded = boundedPattern(pattern);
    expect(bounded.source).toBe(source);
    expect(bounded.flags).toContain('g');
  });

  it.each([
    /(a+)+$/,
    /(a|a)*b/,
    /(?:a*)*/,
    /(\w+)\1/,
    /(?<x>a)\k<x>/,
    /\d+\d+/,
    /.*.*x/,
    /a+[ab]*c?a+/,
    /a{1,9999}/,
  ])('%s is refused', pattern => expect(() => boundedPattern(pattern)).toThrow(UnboundedPatternError));

  it('takes no longer than its text for what makes others start over', () => {
    const bounded = boundedPattern(/[\w.]+@[a-z]+\.com/);
    const before = process.cpuUsage();
    bounded.test('a.'.repeat(16_384));
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});

describe('A path of keys', () => {
  it.each<[string, readonly string[]]>([
    ['a', ['a']],
    ['a.b', ['a', 'b']],
    ['a[*].b', ['a', 'b']],
    ['a[0]', ['a']],
    ['*.b', ['*', 'b']],
    ['**.b["c d"]', ['**', 'b', 'c d']],
    [`a['x.y']`, ['a', 'x.y']],
  ])('%s is read', (path, steps) => expect(parseKeyPath(path)).toEqual(steps));

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'a b',
    '*',
    '**',
    '**.*',
    '[0]',
    '**.a.**',
    'a[',
    'a[b]',
    'a*',
    'a[*',
    '$..a',
    'a.["b"]',
  ])('%j cannot be read', path => expect(typeof parseKeyPath(path)).toBe('string'));
});
