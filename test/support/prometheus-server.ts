import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One series of an instant query. */
export interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One exemplar that Prometheus has stored. */
export interface StoredExemplar {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds. */
  readonly timestamp: number;
}

/** A page that Prometheus scrapes every second. */
export interface ScrapeTarget {
  /** Becomes the label `job`. */
  readonly job: string;
  /** `127.0.0.1:3000` */
  readonly address: string;
  /** @defaultValue `/metrics` */
  readonly path?: string;
}

/** Why {@link PrometheusServer.start} would fail on this machine; `undefined` when it would not. For `describe.skip`. */
export function prometheusMissing(): string | undefined {
  const { error } = spawnSync('prometheus', ['--version'], { stdio: 'ignore' });
  return error === undefined
    ? undefined
    : 'the prometheus binary is not installed (Debian package "prometheus")';
}

/** A real Prometheus on a free port of 127.0.0.1 with exemplar storage, its data in a directory of its own. */
export class PrometheusServer {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly directory: string,
  ) {}

  /** Starts and waits until it answers. @throws Error with Prometheus's own words when it does not come up in 20 s */
  static async start(
    targets: readonly ScrapeTarget[],
    /** Rule files, which are evaluated each second. */
    rules: readonly string[] = [],
  ): Promise<PrometheusServer> {
    const directory = await mkdtemp(join(tmpdir(), 'prometheus-'));
    const config = join(directory, 'prometheus.yml');
    const files = rules.map((_, index) => join(directory, `rules-${index}.yml`));
    await Promise.all(rules.map((text, index) => writeFile(files[index]!, text)));
    // JSON is YAML.
    await writeFile(config, JSON.stringify(configuration(targets, files)));
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=${address}`,
        '--enable-feature=exemplar-storage',
        '--log.level=warn',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const server = new PrometheusServer(`http://${address}`, child, directory);
    await server.ready();
    return server;
  }

  /** Answers an instant query. @throws Error when PromQL is wrong */
  async query(promql: string): Promise<QueryResult[]> {
    type Vector = { result: { metric: Record<string, string>; value: [number, string] }[] };
    const data = await this.api<Vector>('query', { query: promql });
    return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** The one value of a query, when it has exactly one series. */
  async value(promql: string): Promise<number | undefined> {
    const results = await this.query(promql);
    return results.length === 1 ? results[0]?.value : undefined;
  }

  /** Repeats a query each 200 ms until the predicate holds. @throws Error with the last answer after 20 s */
  async waitFor(promql: string, holds: (results: QueryResult[]) => boolean): Promise<QueryResult[]> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const results = await this.query(promql);
      if (holds(results)) return results;
      if (performance.now() > deadline) throw new Error(`${promql} stayed ${JSON.stringify(results)}`);
      await pause(200);
    }
  }

  /** The exemplars of the last hour for a selector. */
  async exemplars(selector: string): Promise<StoredExemplar[]> {
    type Series = { seriesLabels: Record<string, string>; exemplars: RawExemplar[] };
    const now = Date.now() / 1_000;
    const range = { start: String(now - 3_600), end: String(now + 60) };
    const data = await this.api<Series[]>('query_exemplars', { query: selector, ...range });
    return data.flatMap(({ seriesLabels, exemplars }) =>
      exemplars.map(({ labels, value, timestamp }) => ({
        seriesLabels,
        labels,
        value: Number(value),
        timestamp,
      })),
    );
  }

  /** The last scrape error of a job; empty when the last scrape was fine. */
  async lastError(job: string): Promise<string> {
    type Targets = { activeTargets: { labels: Record<string, string>; lastError: string }[] };
    const { activeTargets } = await this.api<Targets>('targets', {});
    return activeTargets.find(({ labels }) => labels['job'] === job)?.lastError ?? `no target of job ${job}`;
  }

  /** Ends the process and removes its data. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const exited = new Promise(resolve => this.process.once('exit', resolve));
      this.process.kill('SIGTERM');
      await exited;
    }
    await rm(this.directory, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    let said = '';
    this.process.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const deadline = performance.now() + 20_000;
    while (
      !(await fetch(`${this.url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      if (this.process.exitCode !== null || performance.now() > deadline) {
        await this.stop();
        throw new Error(`Prometheus did not start: ${said}`);
      }
      await pause(50);
    }
  }

  private async api<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success')
      throw new Error(`${path} ${JSON.stringify(parameters)}: ${answer.error}`);
    return answer.data;
  }
}

interface RawExemplar {
  readonly labels: Record<string, string>;
  readonly value: string;
  readonly timestamp: number;
}

function configuration(targets: readonly ScrapeTarget[], rules: readonly string[]): object {
  return {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: rules,
    scrape_configs: targets.map(({ job, address, path = '/metrics' }) => ({
      job_name: job,
      metrics_path: path,
      static_configs: [{ targets: [address] }],
    })),
  };
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
