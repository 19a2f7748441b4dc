import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeUnless } from '../support/describe-unless.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { DockerfileSteps, type Stage } from './support/dockerfile-steps.js';

const root = join(__dirname, '../..');

/** It installs everything twice, which takes minutes. */
const reason = process.env['DOCKERFILE_STEPS']
  ? undefined
  : 'set DOCKERFILE_STEPS=1; it installs everything twice';

describeUnless(reason)('The steps of the Dockerfile, one by one in a plain directory', () => {
  const steps = new DockerfileSteps(root, { APP: 'payments' });
  let image: Stage;

  beforeAll(() => {
    image = steps.run(readFileSync(join(root, 'docker/Dockerfile'), 'utf8'));
  }, 600_000);
  afterAll(() => steps.remove());

  it('leave an image without sources, specs and development packages', () => {
    const files = readdirSync(image.root, { recursive: true, encoding: 'utf8' });

    expect(
      files.filter(name => !name.includes('node_modules') && name.endsWith('.ts') && !name.endsWith('.d.ts')),
    ).toEqual([]);
    expect(
      files.filter(name => /node_modules\/(typescript|jest|oxlint|@nestjs\/cli)\/package\.json$/.test(name)),
    ).toEqual([]);
  });

  it('make a service that starts, is healthy, writes only to /data and ends at SIGTERM', async () => {
    const port = String(await freePort());
    const data = mkdtempSync(join(tmpdir(), 'data-'));
    const before = readdirSync(image.root, { recursive: true }).length;
    const [, ...args] = image.command;
    const env = {
      ...image.env,
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: port,
      PAYMENTS_PORT: port,
      DATA_DIR: data,
    };
    const child = spawn(process.execPath, args, { cwd: steps.place(image, ''), env, stdio: 'ignore' });
    const healthy = (): boolean =>
      spawnSync(process.execPath, image.healthCheck.slice(1), { env }).status === 0;

    await until(healthy, { timeout: 60_000, describe: () => 'the health check' });
    child.kill('SIGTERM');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];

    expect([code, signal]).toEqual([null, 'SIGTERM']);
    expect(healthy()).toBe(false);
    expect(readdirSync(image.root, { recursive: true }).length).toBe(before);
  }, 120_000);
});
