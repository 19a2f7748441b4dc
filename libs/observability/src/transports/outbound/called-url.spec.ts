import { calledUrl, redirectOf, textOf } from './called-url.js';

describe('A called URL', () => {
  it.each([
    ['http://user:secret@host:8080', '/a?token=s3cret#x', 'http://host:8080/a'],
    ['https://HOST', '/a/b', 'https://host/a/b'],
    ['https://[::1]:443', '/', 'https://[::1]/'],
    ['http://[::1]:8080', '/', 'http://[::1]:8080/'],
  ])('%s%s keeps nothing that could be a secret', (origin, target, expected) => {
    expect(textOf(calledUrl(origin, target)!)).toBe(expected);
  });

  it('is nothing where the origin is none', () => {
    expect(calledUrl('nowhere', '/')).toBeUndefined();
  });

  it.each([
    ['/b?x=1', 'http://host/b'],
    ['https://other/c', 'https://other/c'],
    ['d', 'http://host/d'],
  ])('leads by a redirect to %s', (location, expected) => {
    expect(textOf(redirectOf(calledUrl('http://host', '/a')!, location)!)).toBe(expected);
  });

  it('leads nowhere by what is no URL', () => {
    expect(redirectOf(calledUrl('http://host', '/a')!, 'http://[')).toBeUndefined();
  });
});
