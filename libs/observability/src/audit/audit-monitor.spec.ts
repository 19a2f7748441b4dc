import { until } from '../../../../test/support/until.js';
import { AuditMonitor } from './audit-monitor.js';
import type { AuditVitalsSource } from './audit-vitals.js';

function source(answers: Partial<AuditVitalsSource> = {}) {
  const asked = { count: 0 };
  const whole: AuditVitalsSource = {
    backlog: async () => ({ pending: (asked.count += 1), sealLag: 0.5 }),
    spillDepth: () => 2,
    anchorAge: () => 7,
    unobserved: () => [],
    ...answers,
  };
  return { asked, whole };
}

describe('The monitor of the audit trail', () => {
  it('knows what the database last said, without asking it', async () => {
    const { asked, whole } = source();
    const monitor = new AuditMonitor(whole);
    await monitor.refresh();
    for (let scrape = 0; scrape < 10; scrape += 1) monitor.vitals();

    expect(asked.count).toBe(1);
    expect(monitor.vitals()).toEqual({
      reachable: true,
      pending: 1,
      sealLag: 0.5,
      spillDepth: 2,
      anchorAge: 7,
      unobserved: [],
    });
  });

  it('asks once for everybody who asks meanwhile', async () => {
    const { asked, whole } = source();
    const monitor = new AuditMonitor(whole);

    await Promise.all(Array.from({ length: 5 }, () => monitor.refresh()));

    expect(asked.count).toBe(1);
  });

  it('keeps the last figures and says so when the database does not answer', async () => {
    let away = false;
    const { whole } = source({
      backlog: async () => {
        if (away) throw new Error('gone');
        return { pending: 9, sealLag: 3 };
      },
    });
    const monitor = new AuditMonitor(whole);
    await monitor.refresh();
    away = true;

    await expect(monitor.refresh()).resolves.toMatchObject({ reachable: false, pending: 9, sealLag: 3 });
    away = false;
    await expect(monitor.refresh()).resolves.toMatchObject({ reachable: true });
  });

  it('counts the spill file while the database is away', async () => {
    const { whole } = source({
      backlog: () => Promise.reject(new Error('gone')),
      spillDepth: async () => 40,
    });

    await expect(new AuditMonitor(whole).refresh()).resolves.toMatchObject({
      reachable: false,
      spillDepth: 40,
    });
  });

  it('asks again and again while it runs, and no more afterwards', async () => {
    const { asked, whole } = source();
    const monitor = new AuditMonitor(whole, 5);
    monitor.start();
    monitor.start();
    await until(() => asked.count > 3, { describe: () => `the fourth question, ${asked.count} were asked` });
    await monitor.stop();
    const last = asked.count;
    await new Promise(resolve => setTimeout(resolve, 30));

    expect(asked.count).toBe(last);
  });
});
