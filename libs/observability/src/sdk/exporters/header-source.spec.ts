import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OtlpTarget, RotatingHeaders } from '../../config/resolved-options.js';
import { FaultLog } from '../../core/fault-log.js';
import type { ExportAnswer, ExportBody } from '../pipeline/export-transport.js';
import { HeaderSources } from './header-source.js';
import { HeadersFile } from './headers-file.js';
import { ProvidedHeaders } from './provided-headers.js';
import { RenewingTransport } from './renewing.transport.js';

const targetWith = (
  headers: Record<string, string>,
  rotating: Partial<RotatingHeaders> | undefined,
): OtlpTarget => ({
  url: 'https://c',
  headers,
  rotating: rotating && { provide: undefined, file: undefined, fixed: {}, ...rotating },
  protocol: 'http/protobuf',
  compression: 'gzip',
  timeoutMs: 1_000,
  tls: undefined,
});

/** Remembers what was told. */
function listeningFaults() {
  const told: string[] = [];
  const faults = new FaultLog((site, thrown) => void told.push(`${site}: ${String(thrown)}`));
  return { faults, told };
}

/** A secret as Kubernetes mounts it: the file is a link through a folder that is swapped. */
function mountedSecret(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'secret-'));
  let version = 0;
  const write = (next: string): void => {
    version += 1;
    mkdirSync(join(folder, `..${version}`));
    writeFileSync(join(folder, `..${version}`, 'headers'), next);
    symlinkSync(`..${version}`, join(folder, '..next'));
    renameSync(join(folder, '..next'), join(folder, '..data'));
  };
  write(text);
  symlinkSync(join('..data', 'headers'), join(folder, 'headers'));
  return { path: join(folder, 'headers'), swap: write, remove: () => rmSync(folder, { recursive: true }) };
}

describe('Headers of a backend', () => {
  it('are the given ones where nothing rotates', () => {
    const source = new HeaderSources(new FaultLog()).for(targetWith({ a: '1' }, undefined));
    expect(source.current()).toEqual({ a: '1' });
    expect(source.refused()).toBe(false);
  });

  it('are given, then provided, then in the file, then those of the variables', async () => {
    const { path } = mountedSecret('b=file,c=file,d=file');
    const provide = () => ({ a: 'provided', b: 'provided', C: 'provided' });
    const rotating = { provide, file: path, fixed: { d: 'variable' } };
    const source = new HeaderSources(new FaultLog()).for(targetWith({ a: 'given', e: 'given' }, rotating));

    expect(await source.current()).toEqual({
      a: 'provided',
      b: 'file',
      c: 'file',
      d: 'variable',
      e: 'given',
    });
  });
});

describe('Headers of the signals of a backend', () => {
  it('are asked for once', async () => {
    let asked = 0;
    const sources = new HeaderSources(new FaultLog());
    const provide = () => ({ number: String(++asked) });
    const signals = [1, 2, 3].map(() => sources.for(targetWith({}, { provide })));
    await Promise.all(signals.map(source => source.current()));
    expect(asked).toBe(1);
  });

  it('are renewed once when all of them were refused', async () => {
    const asked: boolean[] = [];
    const sources = new HeaderSources(new FaultLog());
    const provide = ({ refused }: { refused: boolean }) => {
      asked.push(refused);
      return {};
    };
    const signals = [1, 2, 3].map(() => sources.for(targetWith({}, { provide })));
    for (const source of signals) await source.current();
    for (const source of signals) {
      expect(source.refused()).toBe(true);
      await source.current();
    }
    expect(asked).toEqual([false, true]);
  });

  it('are no headers at all as long as there are none, so that nothing leaves without them', async () => {
    const sources = new HeaderSources(new FaultLog());
    const failing = sources.for(targetWith({ a: '1' }, { provide: () => Promise.reject(new Error('no')) }));
    await expect(failing.current()).rejects.toThrow('has not given any yet');
    const missing = sources.for(targetWith({ a: '1' }, { file: '/no/such/file' }));
    await expect(missing.current()).rejects.toThrow('could not be read yet');
  });
});

describe('Headers in a file', () => {
  it('follow a secret that is swapped, within a second and not before', () => {
    const secret = mountedSecret('authorization=Bearer%20one');
    let now = 0;
    const file = new HeadersFile(secret.path, new FaultLog(), () => now);
    expect(file.current()).toEqual({ authorization: 'Bearer one' });

    secret.swap('authorization=Bearer%20two\nx-team=shop\n');
    now = 999;
    expect(file.current()).toEqual({ authorization: 'Bearer one' });
    now = 1_000;
    expect(file.current()).toEqual({ authorization: 'Bearer two', 'x-team': 'shop' });
  });

  it('are read at once after a refusal', () => {
    const secret = mountedSecret('a=1');
    const file = new HeadersFile(secret.path, new FaultLog(), () => 0);
    file.current();
    secret.swap('a=2');
    expect(file.current()).toEqual({ a: '1' });
    file.forget();
    expect(file.current()).toEqual({ a: '2' });
  });

  it('stay the last good ones while the file is gone or broken, which is told without its text', () => {
    const { faults, told } = listeningFaults();
    const secret = mountedSecret('a=hunter1');
    let now = 0;
    const file = new HeadersFile(secret.path, faults, () => (now += 1_000));
    expect(file.current()).toEqual({ a: 'hunter1' });

    secret.swap('hunter2');
    expect(file.current()).toEqual({ a: 'hunter1' });
    secret.remove();
    expect(file.current()).toEqual({ a: 'hunter1' });
    expect(faults.counts()).toEqual(new Map([['OTLP headers file', 2]]));
    expect(told).toEqual(['OTLP headers file: Error: item 1 is no header']);
  });
});

describe('Headers from a function', () => {
  const times = { freshFor: 60_000, answerWithin: 50 };

  it('are asked for once, however many ask meanwhile', async () => {
    let asked = 0;
    const provided = new ProvidedHeaders(
      async () => ({ 'X-Number': String(++asked) }),
      new FaultLog(),
      times,
    );
    const all = await Promise.all([provided.current(), provided.current(), provided.current()]);
    expect(all).toEqual([{ 'x-number': '1' }, { 'x-number': '1' }, { 'x-number': '1' }]);
    expect(await provided.current()).toEqual({ 'x-number': '1' });
  });

  it('are asked for anew once their time is over, and hear of a refusal until they answer', async () => {
    const requests: boolean[] = [];
    const answers = [{ a: '1' }, new Error('no'), { a: '2' }, { a: '3' }];
    const provide = async ({ refused }: { refused: boolean }) => {
      requests.push(refused);
      const answer = answers[requests.length - 1]!;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const provided = new ProvidedHeaders(provide, new FaultLog(), { ...times, freshFor: 0 });
    expect(await provided.current()).toEqual({ a: '1' });
    provided.forget();
    expect(await provided.current()).toEqual({ a: '1' });
    expect(await provided.current()).toEqual({ a: '2' });
    expect(await provided.current()).toEqual({ a: '3' });
    expect(requests).toEqual([false, true, true, false]);
  });

  it.each([
    ['throws', () => Promise.reject(new TypeError('hunter2')), /failed with TypeError/],
    ['throws at once', () => void JSON.parse('hunter2'), /failed with SyntaxError/],
    ['throws a string', () => Promise.reject('hunter2'), /failed with string/],
    ['hangs', () => new Promise(() => undefined), /no answer within 50 ms/],
    ['gives nothing', () => undefined, /no object/],
    ['gives a header of HTTP itself', () => ({ host: 'hunter2' }), /'host' of its answer/],
    ['gives two lines', () => ({ authorization: 'hunter2\r\nx: y' }), /'authorization' of its answer/],
    ['gives a number', () => ({ authorization: 2 }), /'authorization' of its answer/],
  ])('stay the last good ones when it %s, which is told without values', async (_, misbehave, message) => {
    const { faults, told } = listeningFaults();
    let fails = false;
    const provide = (() => (fails ? misbehave() : { a: 'good' })) as () => Record<string, string>;
    const provided = new ProvidedHeaders(provide, faults, { ...times, freshFor: 0 });
    expect(await provided.current()).toEqual({ a: 'good' });
    fails = true;
    expect(await provided.current()).toEqual({ a: 'good' });
    expect(faults.counts()).toEqual(new Map([['OTLP headers function', 1]]));
    expect(told[0]).toMatch(message);
    expect(told[0]).not.toContain('hunter2');
  });
});

describe('A transport whose headers rotate', () => {
  const body: ExportBody = { bytes: new Uint8Array(), encoding: 'identity' };
  const unauthorised: ExportAnswer = { kind: 'retry', status: 401, reason: 'answered 401' };

  function renewing(...answers: ExportAnswer[]) {
    let sent = 0;
    let refused = 0;
    const inner = {
      send: async () => answers[Math.min(sent++, answers.length - 1)]!,
      close() {},
    };
    const headers = { current: () => ({}), refused: () => ++refused > 0 };
    return { transport: new RenewingTransport(inner, headers), sent: () => sent, refused: () => refused };
  }

  it('tries once more with fresh headers after a 401', async () => {
    const { transport, sent, refused } = renewing(unauthorised, { kind: 'accepted' });
    expect(await transport.send(body, 1_000)).toEqual({ kind: 'accepted' });
    expect([sent(), refused()]).toEqual([2, 1]);
  });

  it('does not fetch headers for every export that a backend refuses', async () => {
    const { transport, sent, refused } = renewing(unauthorised);
    for (let exports = 0; exports < 5; exports += 1)
      expect(await transport.send(body, 1_000)).toBe(unauthorised);
    expect([sent(), refused()]).toEqual([6, 1]);
  });

  it('leaves other answers alone', async () => {
    const answer = { kind: 'retry', status: 403, reason: 'answered 403' } as const;
    const { transport, sent } = renewing(answer);
    expect(await transport.send(body, 1_000)).toBe(answer);
    expect(sent()).toBe(1);
  });
});
