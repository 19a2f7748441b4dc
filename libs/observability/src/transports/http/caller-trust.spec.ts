import type { IncomingMessage } from 'node:http';
import { FaultLog } from '../../core/fault-log.js';
import { callerTrust } from './caller-trust.js';

const from = (remoteAddress: string | undefined) => ({ socket: { remoteAddress } }) as IncomingMessage;

describe('Trust in a caller', () => {
  it.each([
    [['10.0.0.0/8'], '10.200.3.4', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.0.0.0/8'], '::ffff:10.1.1.1', true],
    [['10.1.2.3'], '10.1.2.3', true],
    [['10.1.2.3'], '10.1.2.4', false],
    [['fd00::/8', '::1'], 'fd12::7', true],
    [['fd00::/8', '::1'], '::1', true],
    [['fd00::/8', '::1'], '2001:db8::1', false],
    [['0.0.0.0/0'], '203.0.113.9', true],
    [[], '127.0.0.1', false],
    [['127.0.0.0/8'], undefined, false],
  ])('in %j is for %s %s', (ranges, address, trusted) => {
    expect(callerTrust(ranges, new FaultLog())(from(address))).toBe(trusted);
  });

  it('by a function needs a plain yes', () => {
    const answers = [true, false, 'yes', 1, undefined] as boolean[];
    const trusted = answers.map(answer => callerTrust(() => answer, new FaultLog())(from('127.0.0.1')));
    expect(trusted).toEqual([true, false, false, false, false]);
  });

  it('by a function that throws is none, and is told', () => {
    const faults = new FaultLog();
    const trust = callerTrust(() => {
      throw new Error('no');
    }, faults);
    expect(trust(from('127.0.0.1'))).toBe(false);
    expect([...faults.counts()]).toEqual([['propagation.trust option', 1]]);
  });
});
