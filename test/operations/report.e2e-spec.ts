import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { RunRecord, ServedRequest } from '../../apps/demo/src/page/run-record.ts';
import { describeUnless } from '../support/describe-unless.js';

const script = join(__dirname, '../../apps/demo/src/report.ts');
const browserFile = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

const request = (second: number, milliseconds: number, status = 200, route = '/orders'): ServedRequest => ({
  start: 1_700_000_000_000 + second * 1_000,
  milliseconds,
  method: 'GET',
  route,
  status,
  traceId: 'a'.repeat(32),
});

const span = (name: string, start: number, end: number) => ({
  span: { traceId: 'a', id: name, parentId: undefined, name, service: 'orders', start, end, failed: false },
  children: [],
});

const record: RunRecord = {
  at: '2026-01-02T03:04:05.000Z',
  seconds: 10,
  database: 'SQLite',
  requests: {
    orders: [
      ...Array.from({ length: 40 }, (_, index) => request(index / 4, 10 + index)),
      request(3, 900, 500, '/slow'),
      request(4, 5, 404, 'unmatched'),
    ],
  },
  showcase: {
    traceId: 'b'.repeat(32),
    trees: [span('POST /orders', 0, 20), span('<script>alert(1)</script>', 5, 10)],
  },
  audit: {
    orderId: '4711',
    lines: [
      {
        at: '2026-01-02T03:04:05.000Z',
        action: 'order.cancel',
        outcome: 'denied',
        actor: 'user <b>carol</b>',
        changes: [{ path: '/status', before: 'paid', after: { $sealed: 'A256GCM' } }],
        evidence: { atomicity: 'tx', capture: 'full' },
      },
    ],
    verification: { code: 0, output: 'OK. Every record is what was written.' },
  },
  promises: [
    { title: 'each request is one trace', problems: [] },
    { title: 'a promise', problems: ['that was broken'] },
  ],
};

function reportOf(written?: RunRecord): {
  code: number | null;
  said: string;
  file: string;
  remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  if (written) writeFileSync(join(folder, 'last-run.json'), JSON.stringify(written));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    env: { ...process.env, NO_COLOR: '1', DATA_DIR: folder },
    encoding: 'utf8',
  });
  return {
    code: status,
    said: stdout + stderr,
    file: join(folder, 'report.html'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

describe('npm run demo:report', () => {
  it('says what to do when there has been no run', () => {
    const { code, said, remove } = reportOf();
    remove();

    expect([code, said]).toEqual([1, expect.stringContaining('npm run demo -- --once')]);
  });

  it('writes one file that asks for nothing else', () => {
    const { code, file, remove } = reportOf(record);
    const text = readFileSync(file, 'utf8');
    remove();

    expect(code).toBe(0);
    expect(text).not.toMatch(/\b(src|href)=|@import|url\(/);
  });

  it('says where the traces are when they went to the user’s own backend', () => {
    const { file, remove } = reportOf({
      ...record,
      requests: undefined,
      showcase: { traceId: 'b', trees: undefined },
    });
    const text = readFileSync(file, 'utf8');
    remove();

    expect(text).toContain('in the backend that OTEL_EXPORTER_OTLP_ENDPOINT names');
  });
});

describeUnless(browserFile ? undefined : 'there is no Chromium (Debian package "chromium")')(
  'The report in a browser',
  () => {
    let browser: Browser;
    let page: Page;
    let report: ReturnType<typeof reportOf>;
    const troubles: string[] = [];

    beforeAll(async () => {
      report = reportOf(record);
      browser = await chromium.launch({
        executablePath: browserFile!,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.on('pageerror', error => troubles.push(error.message));
      page.on('console', message => message.type() === 'error' && troubles.push(message.text()));
      page.on('dialog', dialog => troubles.push(`dialog: ${dialog.message()}`));
      page.on('request', sent => sent.url().startsWith('file:') || troubles.push(`asked for ${sent.url()}`));
      await page.goto(pathToFileURL(report.file).href);
    });

    afterAll(async () => {
      await browser?.close();
      report?.remove();
    });

    it('loads without an error and without the network', () => expect(troubles).toEqual([]));

    it('shows rate, errors and latency as lines', async () => {
      expect(await page.locator('figcaption').allInnerTexts()).toEqual([
        expect.stringMatching(/^Rate/),
        expect.stringMatching(/^Errors/),
        expect.stringMatching(/^Latency/),
      ]);
      const boxes = await page
        .locator('svg path')
        .evaluateAll(paths => paths.map(path => path.getBoundingClientRect().width));
      expect(boxes.length).toBe(6);
      expect(Math.min(...boxes)).toBeGreaterThan(100);
    });

    it('names the slowest route first, with its trace', async () => {
      const rows = await page.locator('table').first().locator('tbody tr').allInnerTexts();

      expect(rows.map(row => row.split('\t')[0])).toEqual(['GET /slow', 'GET /orders', 'GET unmatched']);
      expect(rows[0]).toMatch(/900\.0 ms.*aaaa/s);
    });

    it('draws a waterfall whose bars lie where they were in time', async () => {
      const bars = await page
        .locator('.waterfall .bar')
        .evaluateAll(all =>
          all.map(bar => bar.getBoundingClientRect().toJSON() as { x: number; width: number }),
        );
      const [whole, part] = bars as [{ x: number; width: number }, { x: number; width: number }];

      expect(part.x - whole.x).toBeCloseTo(whole.width / 4, 0);
      expect(part.width).toBeCloseTo(whole.width / 4, 0);
    });

    it('shows names as text, whatever is in them', async () => {
      expect(await page.locator('.waterfall .name').allInnerTexts()).toContain(
        'orders <script>alert(1)</script>',
      );
      expect(await page.locator('td', { hasText: 'carol' }).innerText()).toBe('user <b>carol</b>');
      expect(await page.locator('td.wide').innerText()).toContain('status: paid → (sealed)');
    });

    it('says what was proven and what was not kept', async () => {
      expect(await page.locator('.tile').allInnerTexts()).toEqual([
        '42\nrequests',
        '4.2\na second',
        '2.4 %\nerrors (5xx)',
        'intact\naudit trail',
        '1/2\npromises kept',
      ]);
      expect(await page.locator('.sheet .bad').last().innerText()).toBe('✘ a promise that was broken');
    });

    it('fits a narrow screen', async () => {
      await page.setViewportSize({ width: 420, height: 900 });
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

      expect(overflow).toBeLessThanOrEqual(0);
    });
  },
);
