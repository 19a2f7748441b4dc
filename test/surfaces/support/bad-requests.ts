/** Requests that break what trusts them, for a path. */
export function badRequests(path: string): [title: string, pieces: readonly (string | Buffer)[]][] {
  const get = (target: string, headers = '') =>
    `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;
  const noise = Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 7_919 + (at >> 3)) % 256));
  return [
    ['an absolute URL without anything', [get('http://')]],
    ['an absolute URL without a host', [get(`http://${path}`)]],
    ['an absolute URL with a strange port', [get(`http://a:99999${path}`)]],
    ['an absolute URL of another protocol', [get(`javascript://%0a${path}`)]],
    ['a target that is no path', [get('*')]],
    ['two slashes', [get(`//${path}`)]],
    ['an escape that never ends', [get(`${path}%`)]],
    ['bytes that are no UTF-8', [get(`${path}/%ff%fe%80`)]],
    ['a query of brackets', [get(`${path}?a[[[]]]=%&&==;[__proto__][x]=1`)]],
    ['a path of a megabyte', [get(`${path}${'a'.repeat(1 << 20)}`)]],
    ['a query of a megabyte', [get(`${path}?${'a'.repeat(1 << 20)}`)]],
    ['a header of a megabyte', [get(path, `x-long: ${'a'.repeat(1 << 20)}\r\n`)]],
    ['twenty thousand headers', [get(path, 'x: 1\r\n'.repeat(20_000))]],
    ['an accept header of patterns', [get(path, `accept: ${'*/*;q=0.1,'.repeat(700)}\r\n`)]],
    ['no version', [`GET ${path}\r\n\r\n`]],
    ['a version that is none', [`GET ${path} HTTP/9.9\r\n\r\n`]],
    ['a method that is none', [`${'X'.repeat(40)} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`]],
    ['a bare CR', [`GET ${path} HTTP/1.1\rHost: a\r\r`]],
    ['a header without a name', [get(path, ': x\r\n')]],
    ['a NUL in a header', [get(path, 'x: a\u0000b\r\n')]],
    ['two lengths', [get(path, 'content-length: 1\r\ncontent-length: 2\r\n')]],
    ['a length and chunks', [get(path, 'content-length: 4\r\ntransfer-encoding: chunked\r\n'), '0\r\n\r\n']],
    ['a chunk of a huge size', [get(path, 'transfer-encoding: chunked\r\n'), 'ffffffffffffffff\r\n', 'x']],
    ['a body that never comes', [get(path, 'content-length: 100\r\n')]],
    ['a body of a megabyte', [get(path, 'content-length: 1048576\r\n'), Buffer.alloc(1 << 20)]],
    ['half a request', [`GET ${path} HTT`]],
    ['nothing', []],
    ['noise', [noise]],
    ['TLS', [Buffer.from('160301020001000001fc0303', 'hex'), noise]],
    ['HTTP/2', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
    ['an upgrade', [get(path, 'upgrade: websocket\r\n').replace('Connection: close', 'Connection: upgrade')]],
    ['a tunnel', [`CONNECT ${path}:80 HTTP/1.1\r\nHost: a\r\n\r\n`]],
    ['an expectation', [get(path, 'expect: 100-continue\r\ncontent-length: 3\r\n'), 'abc']],
    ['a pipeline of a hundred', [`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(99), get(path)]],
    ['a pipeline that ends in noise', [`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(5), noise]],
  ];
}
