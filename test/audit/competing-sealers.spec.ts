import { join } from 'node:path';
import { describeOnServers } from '../support/audit/describe-on-servers.js';
import { LogUnderTest } from '../support/audit/log-under-test.js';
import { ChildApp } from '../support/child-app.js';

const fixture = join(__dirname, 'fixtures/sealer.mjs');
const kills = Number(process.env['SEALER_KILLS'] ?? 10);
/** SQLite seals inline, in the process that writes. */
describeOnServers('Sealers of two processes on %s', kind => {
  let log: LogUnderTest;
  let sealers: ChildApp[] = [];

  beforeEach(async () => {
    log = await LogUnderTest.create(kind);
  });

  afterEach(async () => {
    await Promise.all(sealers.map(sealer => sealer.stop()));
    await log.database.drop();
  });

  it('seal every event once, however often they are killed', async () => {
    const key = log.signingKey.export({ format: 'pem', type: 'pkcs8' });
    const settings = { type: kind, url: log.database.url, origin: log.origin, key };
    const start = () => new ChildApp(fixture, { env: { SEALER: JSON.stringify(settings) } });
    sealers = [start(), start()];
    await Promise.all(sealers.map(sealer => sealer.waitForLine(/^running/)));

    const spoken = { sealed: 0, both: new Set<number>() };
    let written = 0;
    const writer = log.writer();
    for (let kill = 0; kill < kills; kill += 1) {
      // Until the one that will be killed is at work, whatever the speed of the machine.
      const victim = kill % 2;
      while (!sealers[victim]!.stdout.some(line => line.startsWith('sealed'))) {
        await writer.write(7);
        written += 7;
      }
      await pause(kill * 11);
      sealers[victim]!.signal('SIGKILL');
      await sealers[victim]!.exited;
      spoken.both.add(victim);
      spoken.sealed += sealers[victim]!.stdout.filter(line => line.startsWith('sealed')).length;
      sealers[victim] = start();
      await sealers[victim]!.waitForLine(/^running/);
    }
    for (const sealer of sealers) sealer.signal('SIGTERM');
    for (const sealer of sealers) await expect(sealer.waitForExit()).resolves.toMatchObject({ code: 0 });
    await log.seal();

    const result = await log.verify();
    expect(result).toMatchObject({
      verdict: 'ok',
      findings: [],
      size: written,
      counts: { sealed: written, pending: 0 },
    });
    expect(spoken.both.size).toBe(2);
    await expect(log.count('audit_event')).resolves.toBe(written);
    await expect(log.count('audit_leaf')).resolves.toBe(written);
    await expect(log.count('audit_pending')).resolves.toBe(0);
  }, 120_000);
});

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
