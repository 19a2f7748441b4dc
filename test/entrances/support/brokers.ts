import { Transport, type ClientOptions, type MicroserviceOptions } from '@nestjs/microservices';
import { spawnSync } from 'node:child_process';
import { freePort } from '../../support/free-port.js';

/** A transport with a server that is really there, or the reason why it is not. */
export interface Entrance {
  readonly name: string;
  /** `messaging.system`, or `rpc.system.name`. */
  readonly system: string;
  readonly missing: string | undefined;
  /** Options that server and client share. */
  options(): Promise<MicroserviceOptions & ClientOptions>;
}

/** Queues, subjects, channels and topics of this run: brokers are shared. */
export const prefix = `entrances-${process.pid}-${Date.now().toString(36)}`;

/** `orders.placed` of this run. */
export const own = (name: string): string => `${prefix}.${name}`;

const reachable = new Set(reachablePorts([6379, 4222, 5672, 1883]));
const missing = (name: string, port: number): string | undefined =>
  reachable.has(port) ? undefined : `no ${name} on port ${port}`;

/** Every transport of Nest that has a server here; gRPC and Kafka have specs of their own. */
export const entrances: readonly Entrance[] = [
  {
    name: 'TCP',
    system: 'nestjs',
    missing: undefined,
    options: async () => ({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: await freePort() },
    }),
  },
  {
    name: 'Redis',
    system: 'redis',
    missing: missing('Redis', 6379),
    options: async () => ({ transport: Transport.REDIS, options: { host: '127.0.0.1', port: 6379 } }),
  },
  {
    name: 'NATS',
    system: 'nats',
    missing: missing('NATS', 4222),
    options: async () => ({ transport: Transport.NATS, options: { servers: ['nats://127.0.0.1:4222'] } }),
  },
  {
    name: 'RabbitMQ',
    system: 'rabbitmq',
    missing: missing('RabbitMQ', 5672),
    options: async () => ({
      transport: Transport.RMQ,
      options: {
        urls: ['amqp://guest:guest@127.0.0.1:5672'],
        queue: own('queue'),
        queueOptions: { durable: false, autoDelete: true },
      },
    }),
  },
  {
    name: 'MQTT',
    system: 'mqtt',
    missing: missing('MQTT broker', 1883),
    options: async () => ({ transport: Transport.MQTT, options: { url: 'mqtt://127.0.0.1:1883' } }),
  },
];

function reachablePorts(ports: readonly number[]): number[] {
  const script = `
    const net = require('node:net');
    for (const port of ${JSON.stringify(ports)}) {
      const socket = net.connect(port, '127.0.0.1', () => { console.log(port); socket.destroy(); });
      socket.setTimeout(1000, () => socket.destroy());
      socket.on('error', () => {});
    }`;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}
