import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdapterName } from '../app/variant.js';
import { PinnedProcess } from './pinned-process.js';
import type { ServerReply } from './server-messages.js';
import { launchOf, type VariantName } from './variants.js';

/** The core that the server has for itself. */
export const SERVER_CORE = 0;

type Ready = Extract<ServerReply, { type: 'ready' }>;
type Usage = Extract<ServerReply, { type: 'usage' }>;

/** Which signals leave by OTLP: the same variables for every variant. */
export type ExportedSignals = 'traces' | 'all';

/** What a server process is started for. */
export interface ServerOrder {
  readonly variant: VariantName;
  readonly adapter: AdapterName;
  readonly sinkPort: number;
  readonly exports: ExportedSignals;
  /** Folder for a CPU profile. */
  readonly profileTo?: string | undefined;
}

/** One variant serving in a fresh process, alone on its core, with a log file of its own. */
export class BenchServer {
  private constructor(
    private readonly process: PinnedProcess,
    private readonly folder: string,
    readonly ready: Ready,
  ) {}

  static async start(order: ServerOrder): Promise<BenchServer> {
    const { home, file, preload } = launchOf(order.variant);
    const folder = mkdtempSync(join(tmpdir(), 'observability-bench-'));
    const profile = order.profileTo ? ['--cpu-prof', `--cpu-prof-dir=${order.profileTo}`] : [];
    const { process, ready } = await PinnedProcess.start<Ready>({
      script: new URL('server.js', home),
      core: SERVER_CORE,
      args: [file.href, order.adapter],
      nodeArgs: [...profile, ...(preload ? ['--import', preload.href] : [])],
      env: environment(order, join(folder, 'requests.log')),
    });
    return new BenchServer(process, folder, ready);
  }

  usage(): Promise<Usage> {
    return this.process.ask<Usage>('usage');
  }

  /** Closes the app as its user would, which flushes spans and log lines. */
  stop(): Promise<void> {
    return this.process.stop('stop');
  }

  /** Size of the log file in bytes; 0 when the variant writes none. */
  logBytes(): number {
    return statSync(this.logFile, { throwIfNoEntry: false })?.size ?? 0;
  }

  logText(): string {
    return this.logBytes() > 0 ? readFileSync(this.logFile, 'utf8') : '';
  }

  /** Ends what is left of the server and removes its log file. */
  discard(): void {
    this.process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get logFile(): string {
    return join(this.folder, 'requests.log');
  }
}

/** Standard variables only, so that each library is told the same thing in the same words. */
function environment({ sinkPort, exports }: ServerOrder, logFile: string): NodeJS.ProcessEnv {
  const others = exports === 'all' ? 'otlp' : 'none';
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    BENCH_LOG_FILE: logFile,
    OTEL_SERVICE_NAME: 'bench',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${sinkPort}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: others,
    OTEL_LOGS_EXPORTER: others,
  };
}
