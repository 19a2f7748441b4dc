import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultLog } from '../core/fault-log.js';
import { BearerToken } from './bearer-token.js';

describe('The token of a file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'management-token-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is read again after a second, and the last good one holds while it cannot be', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const tokenFile = join(folder, 'token');
    const faults = new FaultLog();
    writeFileSync(tokenFile, 'first-token-of-many\n');
    const token = new BearerToken({ token: undefined, tokenFile }, faults);
    expect(token.wanted).toBe(true);
    expect(await token.matches('Bearer first-token-of-many')).toBe(true);
    writeFileSync(tokenFile, 'second-token-of-many');
    expect(await token.matches('Bearer second-token-of-many')).toBe(false);
    jest.advanceTimersByTime(1_000);
    expect(await token.matches('Bearer second-token-of-many')).toBe(true);
    expect(await token.matches('Bearer first-token-of-many')).toBe(false);
    writeFileSync(tokenFile, 'short');
    jest.advanceTimersByTime(1_000);
    expect(await token.matches('Bearer short')).toBe(false);
    expect(await token.matches('Bearer second-token-of-many')).toBe(true);
    rmSync(tokenFile);
    jest.advanceTimersByTime(1_000);
    expect(await token.matches('Bearer second-token-of-many')).toBe(true);
    expect(faults.counts()).toEqual(new Map([['management.tokenFile', 2]]));
    jest.useRealTimers();
  });
});
