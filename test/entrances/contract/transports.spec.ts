import { messageTransportContract, type MessageTransportSubject } from 'nestjs-observability/testing';
import { headers as natsHeaders } from '@nats-io/transport-node';
import { grpcTransport } from '../../../libs/observability/dist/transports/rpc/grpc.transport.js';
import { kafkaTransport } from '../../../libs/observability/dist/transports/rpc/kafka.transport.js';
import { mqttTransport } from '../../../libs/observability/dist/transports/rpc/mqtt.transport.js';
import { natsTransport } from '../../../libs/observability/dist/transports/rpc/nats.transport.js';
import { rabbitmqTransport } from '../../../libs/observability/dist/transports/rpc/rabbitmq.transport.js';
import { redisTransport } from '../../../libs/observability/dist/transports/rpc/redis.transport.js';
import { tcpTransport } from '../../../libs/observability/dist/transports/rpc/tcp.transport.js';
import { unknownTransport } from '../../../libs/observability/dist/transports/rpc/unknown.transport.js';

const pattern = 'orders.placed';
const none = { context: {}, packet: {} };

const onNats = (given: Readonly<Record<string, string>>) => {
  const made = natsHeaders();
  for (const [name, value] of Object.entries(given)) made.set(name, value);
  return made;
};

const subjects: readonly MessageTransportSubject[] = [
  {
    transport: tcpTransport,
    received: metadata => ({ context: { getPattern: () => pattern }, received: [{}], packet: { metadata } }),
  },
  {
    transport: redisTransport,
    received: metadata => ({ context: {}, received: [pattern], packet: { metadata } }),
  },
  {
    transport: natsTransport,
    received: given => ({ ...none, received: [pattern, { subject: pattern, headers: onNats(given) }] }),
    serialized: () => ({ data: '{}', headers: onNats({ kept: 'yes' }) }),
    headersOn: carried => {
      const { headers } = carried as { headers: ReturnType<typeof natsHeaders> };
      expect(headers.get('kept')).toBe('yes');
      return { traceparent: headers.get('traceparent') };
    },
  },
  {
    transport: rabbitmqTransport,
    received: headers => ({
      context: {},
      received: [{ fields: { exchange: '', routingKey: 'queue' }, properties: { headers } }],
      packet: { pattern },
    }),
    serialized: () => ({ pattern, data: 1, options: { priority: 3, headers: { kept: 'yes' } } }),
    headersOn: carried => (carried as { options: { headers: Record<string, unknown> } }).options.headers,
  },
  {
    transport: mqttTransport,
    received: userProperties => ({
      ...none,
      received: [pattern, {}, {}, { properties: { userProperties } }],
    }),
  },
  {
    transport: kafkaTransport,
    received: headers => ({
      ...none,
      received: [{ topic: pattern, partition: 0, message: { headers: asBuffers(headers) } }],
    }),
    serialized: () => ({ value: '{}', headers: { kept: 'yes' } }),
  },
  {
    transport: grpcTransport,
    received: given => ({
      received: [],
      packet: undefined,
      context: {
        path: `/${pattern}`,
        metadata: { get: (name: string) => (Object.hasOwn(given, name) ? [given[name]] : []) },
      },
    }),
  },
  {
    transport: unknownTransport(Symbol('carrier-pigeon')),
    received: metadata => ({ context: {}, received: [], packet: { pattern, metadata } }),
  },
];

function asBuffers(headers: Readonly<Record<string, string>>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));
}

describe.each(subjects)('The transport $transport.system', subject => {
  it.each(messageTransportContract(subject))('$title', ({ run }) => run());
});

describe('The contract of transports', () => {
  const sound = subjects[1]!;

  it.each<[string, Partial<MessageTransportSubject['transport']>, RegExp]>([
    ['no system', { system: '' }, /short name/],
    ['the wrong pattern', { pattern: () => 'orders.other' }, /pattern\(\) gave "orders.other"/],
    ['no header', { header: () => undefined }, /instead of "00-/],
    ['inherited headers', { header: (_message, name) => ({})[name as never] as never }, /header/],
    ['objects for text', { header: () => ({}) as never }, /header/],
    ['objects as details', { details: () => ({ a: {} as never }) }, /the detail a/],
  ])('finds %s', (_what, wrong, problem) => {
    const cases = messageTransportContract({ ...sound, transport: { ...sound.transport, ...wrong } });
    const problems = cases.flatMap(({ run }) => {
      try {
        run();
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    });
    expect(problems.join()).toMatch(problem);
  });
});
