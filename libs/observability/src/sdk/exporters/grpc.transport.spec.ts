import * as grpc from '@grpc/grpc-js';
import { gzipSync } from 'node:zlib';
import { makeAuthority, type TestAuthority } from '../../../../../test/support/certificates.js';
import { OtlpGrpcReceiver } from '../../../../../test/support/otlp-grpc-receiver.js';
import type { OtlpTarget } from '../../config/resolved-options.js';
import { ProtobufWriter } from '../otlp/protobuf-writer.js';
import type { HeaderSource } from './header-source.js';
import { GrpcTransport } from './grpc.transport.js';

const { status } = grpc;
const fixed = (headers: Record<string, string>): HeaderSource => ({
  current: () => headers,
  refused: () => false,
});
const targetOf = (url: string, over: Partial<OtlpTarget> = {}): OtlpTarget => ({
  url,
  headers: {},
  rotating: undefined,
  protocol: 'grpc',
  compression: 'gzip',
  timeoutMs: 10_000,
  tls: undefined,
  ...over,
});
const empty = { bytes: new Uint8Array(), encoding: 'identity' } as const;

describe('The gRPC transport', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  const start = async (options: Parameters<typeof OtlpGrpcReceiver.start>[0] = {}) => {
    const receiver = await OtlpGrpcReceiver.start(options);
    stops.push(() => receiver.stop());
    return receiver;
  };
  const transportTo = (target: OtlpTarget, headers = fixed({}), signal: 'traces' | 'metrics' = 'traces') => {
    const transport = new GrpcTransport({ grpc, target, signal, headers });
    stops.push(() => transport.close());
    return transport;
  };

  it.each(['gzip', 'none'] as const)(
    'sends the bytes and headers of an export, compression %s',
    async compression => {
      const receiver = await start();
      const target = targetOf(receiver.endpoint, { compression });
      const bytes = resourceSpans('one span'.repeat(100));
      const body =
        compression === 'gzip'
          ? ({ bytes: gzipSync(bytes), encoding: 'gzip' } as const)
          : ({ bytes, encoding: 'identity' } as const);

      expect(await transportTo(target, fixed({ 'api-key': 'k' })).send(body, 5_000)).toEqual({
        kind: 'accepted',
      });
      expect(receiver.spans.map(({ name }) => name)).toEqual(['one span'.repeat(100)]);
      expect(receiver.calls).toEqual([
        {
          path: '/v1/traces',
          byteCount: bytes.length,
          metadata: expect.objectContaining({ 'api-key': 'k' }),
        },
      ]);
      expect(receiver.calls[0]?.metadata['user-agent']).toMatch(/nestjs-observability/);
    },
  );

  it('hands a partial success on', async () => {
    const receiver = await start();
    receiver.answer = () => Buffer.from([0x0a, 7, 0x08, 3, 0x12, 3, ...Buffer.from('old')]);

    expect(await transportTo(targetOf(receiver.endpoint)).send(empty, 5_000)).toEqual({
      kind: 'accepted',
      rejectedItems: 3,
      message: 'old',
    });
  });

  it.each([
    ['UNAVAILABLE', { kind: 'retry' }],
    ['DEADLINE_EXCEEDED', { kind: 'retry' }],
    ['ABORTED', { kind: 'retry' }],
    ['CANCELLED', { kind: 'retry' }],
    ['OUT_OF_RANGE', { kind: 'retry' }],
    ['DATA_LOSS', { kind: 'retry' }],
    ['UNAUTHENTICATED', { kind: 'retry', status: 401 }],
    ['PERMISSION_DENIED', { kind: 'retry', status: 403 }],
    ['RESOURCE_EXHAUSTED', { kind: 'refused' }],
    ['INVALID_ARGUMENT', { kind: 'refused' }],
    ['UNIMPLEMENTED', { kind: 'refused' }],
    ['INTERNAL', { kind: 'refused' }],
  ] as const)('answers %s as the specification has it', async (name, answer) => {
    const receiver = await start();
    receiver.answer = () => ({ code: status[name], details: 'because\u001b[31m' });

    const got = await transportTo(targetOf(receiver.endpoint)).send(empty, 5_000);
    expect(got).toMatchObject(answer);
    expect(JSON.stringify(got)).toContain('because ');
    expect(JSON.stringify(got)).not.toContain('u001b');
  });

  it('knows when to come back where RESOURCE_EXHAUSTED says it', async () => {
    const receiver = await start();
    const metadata = new grpc.Metadata();
    metadata.set('grpc-status-details-bin', retryInfo(7, 500_000_000));
    receiver.answer = () => ({ code: status.RESOURCE_EXHAUSTED, details: 'slow down', metadata });

    expect(await transportTo(targetOf(receiver.endpoint)).send(empty, 5_000)).toMatchObject({
      kind: 'retry',
      retryAfterMs: 7_500,
    });
  });

  it('says that a request is too large for the server', async () => {
    const receiver = await start();
    const bytes = resourceSpans('x'.repeat(5 * 1024 * 1024));

    expect(
      await transportTo(targetOf(receiver.endpoint, { compression: 'none' })).send(
        { bytes, encoding: 'identity' },
        10_000,
      ),
    ).toEqual({ kind: 'too-large' });
  });

  it('settles at the deadline, whether the server hangs or the headers do', async () => {
    const receiver = await start();
    receiver.answer = () => 'nothing';
    const late = { kind: 'retry', reason: expect.stringMatching(/within 200 ms|status 4:/) };
    expect(await transportTo(targetOf(receiver.endpoint)).send(empty, 200)).toEqual(late);

    const hanging = { current: () => new Promise<never>(() => undefined), refused: () => false };
    expect(await transportTo(targetOf(receiver.endpoint), hanging).send(empty, 200)).toEqual(late);
  });

  it('comes back to a server that was away', async () => {
    const first = await start();
    const transport = transportTo(targetOf(first.endpoint));
    expect(await transport.send(empty, 5_000)).toEqual({ kind: 'accepted' });
    first.stop();
    expect(await transport.send(empty, 5_000)).toMatchObject({ kind: 'retry' });

    await start({ port: first.port });
    let answer = await transport.send(empty, 2_000);
    for (let tries = 0; answer.kind !== 'accepted' && tries < 40; tries += 1) {
      await new Promise(resolve => setTimeout(resolve, 250));
      answer = await transport.send(empty, 2_000);
    }
    expect(answer).toEqual({ kind: 'accepted' });
  });

  it('answers retry when it closes under way and afterwards', async () => {
    const receiver = await start();
    receiver.answer = () => 'nothing';
    const transport = transportTo(targetOf(receiver.endpoint));
    const underWay = transport.send(empty, 20_000);
    setTimeout(() => transport.close(), 50);
    expect(await underWay).toMatchObject({ kind: 'retry' });
    expect(await transport.send(empty, 20_000)).toMatchObject({ kind: 'retry' });
  });

  it('puts a header that metadata cannot carry into the reason, without its value', async () => {
    const receiver = await start();
    const answer = await transportTo(targetOf(receiver.endpoint), fixed({ 'x-bin': 'hunter2' })).send(
      empty,
      500,
    );
    expect(answer).toMatchObject({ kind: 'retry' });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  describe('over TLS', () => {
    let authority: TestAuthority;
    beforeAll(() => void (authority = makeAuthority()));
    const tls = (over: Partial<OtlpTarget['tls']> = {}) => ({
      ca: authority.ca,
      cert: undefined,
      key: undefined,
      ...over,
    });

    it('trusts the authority that it is given, and nobody else', async () => {
      const receiver = await start({ authority });
      const trusting = transportTo(targetOf(receiver.endpoint, { tls: tls() }));
      expect(await trusting.send(empty, 5_000)).toEqual({ kind: 'accepted' });

      const stranger = transportTo(targetOf(receiver.endpoint));
      expect(await stranger.send(empty, 5_000)).toMatchObject({ kind: 'retry' });
      expect(receiver.calls).toHaveLength(1);
    });

    it('shows its own certificate where the server wants one', async () => {
      const receiver = await start({ authority, mutual: true });
      const { cert, key } = authority.client;
      const named = transportTo(targetOf(receiver.endpoint, { tls: tls({ cert, key }) }));
      expect(await named.send(empty, 5_000)).toEqual({ kind: 'accepted' });

      const nameless = transportTo(targetOf(receiver.endpoint, { tls: tls() }));
      expect(await nameless.send(empty, 5_000)).toMatchObject({ kind: 'retry' });
      expect(receiver.calls).toHaveLength(1);
    });
  });
});

/** `ResourceSpans { scope_spans { spans { name } } }`. */
function resourceSpans(name: string): Uint8Array {
  const text = Buffer.from(name);
  return [5, 2, 2, 1].reduce<Buffer>((inner, number) => message(number, inner), text);
}

function message(number: number, content: Uint8Array): Buffer {
  const writer = new ProtobufWriter();
  writer.byte((number << 3) | 2);
  writer.varint(content.length);
  return Buffer.concat([writer.take(), content]);
}

/** A `google.rpc.Status` whose details are a `RetryInfo`. */
function retryInfo(seconds: number, nanos: number): Buffer {
  const duration = new ProtobufWriter();
  duration.byte(0x08);
  duration.varint(seconds);
  duration.byte(0x10);
  duration.varint(nanos);
  const info = message(1, duration.take());
  const url = message(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo'));
  return message(3, Buffer.concat([url, message(2, info)]));
}
