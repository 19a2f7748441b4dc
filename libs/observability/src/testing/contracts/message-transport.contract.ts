import { isDeepStrictEqual } from 'node:util';
import type {
  MessageHeaders,
  MessageTransport,
  ReceivedMessage,
} from '../../transports/message-transport.js';
import { demand, type ContractCase } from './contract-case.js';

/** What the contract needs to try a transport. */
export interface MessageTransportSubject {
  readonly transport: MessageTransport;
  /** A message of the pattern `orders.placed`, as the server of the transport has it, with these headers. */
  received(headers: MessageHeaders): ReceivedMessage;
  /** What the client's serializer makes of a packet; only where the carrier is a function. */
  serialized?(): unknown;
  /** The headers that a receiver would find on what the carrier gave. @defaultValue its `headers` */
  headersOn?(carried: unknown): Readonly<Record<string, unknown>>;
}

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** What strangers may send in place of a message. */
const oddities: readonly ReceivedMessage[] = [
  { context: undefined, received: [], packet: undefined },
  { context: null, received: [null, undefined, 7], packet: undefined },
  { context: {}, received: [{}, {}, {}, {}], packet: { pattern: { a: 1 }, metadata: 'text' } },
  {
    context: {},
    received: ['x', 'y'],
    packet: { pattern: null, metadata: { traceparent: { toString: 1 } } },
  },
];

/**
 * What every {@link MessageTransport} must do, as cases for any test runner.
 *
 * @example
 * ```ts
 * it.each(messageTransportContract({ transport, received }))('$title', ({ run }) => run());
 * ```
 */
export function messageTransportContract(subject: MessageTransportSubject): readonly ContractCase[] {
  const { transport, received } = subject;
  return [
    {
      title: 'has a name and a family',
      run: () => {
        demand(/^[a-z][\w.-]*$/.test(transport.system), 'system must be a short name in lower case');
        demand(transport.family === 'messaging' || transport.family === 'rpc', 'family is unknown');
        demand(transport.transportId !== undefined, 'transportId is missing');
      },
    },
    {
      title: 'tells the pattern of a message',
      run: () => demandEqual(transport.pattern(received({})), 'orders.placed', 'pattern()'),
    },
    {
      title: 'reads a header by its name in lower case',
      run: () =>
        demandEqual(transport.header(received({ traceparent }), 'traceparent'), traceparent, 'header()'),
    },
    {
      title: 'has no header that nobody sent',
      run: () => {
        for (const name of ['traceparent', 'constructor', '__proto__', 'toString'])
          demandEqual(transport.header(received({}), name), undefined, `header('${name}')`);
      },
    },
    {
      title: 'gives details that a span can carry',
      run: () => {
        for (const [key, value] of Object.entries(transport.details?.(received({})) ?? {}))
          demand(isAttribute(value), `the detail ${key} is neither text, number, boolean nor absent`);
      },
    },
    {
      title: 'says nothing untrue of odd messages',
      run: () => oddities.forEach(odd => tryOdd(transport, odd)),
    },
    ...carrierCases(subject),
  ];
}

function carrierCases({ transport, serialized, headersOn }: MessageTransportSubject): ContractCase[] {
  const { carrier } = transport;
  if (typeof carrier !== 'function' || !serialized) return [];
  const headersOf = headersOn ?? (carried => (carried as { headers: Record<string, unknown> }).headers);
  return [
    {
      title: 'puts headers on what is sent, and leaves what the application may send again as it was',
      run: () => {
        const before = serialized();
        const carried = carrier(before, { traceparent });
        demandEqual(
          String(headersOf(carried)['traceparent']),
          traceparent,
          'the header on the carried message',
        );
        demand(isDeepStrictEqual(before, serialized()), 'the serialized packet was changed');
      },
    },
  ];
}

/** A throw is allowed: it is reported and costs the message nothing. What comes back must be text. */
function tryOdd(transport: MessageTransport, odd: ReceivedMessage): void {
  for (const ask of [() => transport.pattern(odd), () => transport.header(odd, 'traceparent')]) {
    const answer: unknown = attempt(ask);
    demand(answer === undefined || typeof answer === 'string', 'what is no text was given for text');
  }
}

function attempt(ask: () => unknown): unknown {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function isAttribute(value: unknown): boolean {
  return (
    value === undefined || ['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value)
  );
}

function demandEqual(given: unknown, wanted: unknown, what: string): void {
  demand(
    Object.is(given, wanted),
    `${what} gave ${JSON.stringify(given)} instead of ${JSON.stringify(wanted)}`,
  );
}
