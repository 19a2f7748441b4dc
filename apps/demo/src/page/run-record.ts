import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryLine } from '../audit/order-story.ts';
import type { TraceNode } from '../traces/trace-tree.ts';

/** One answered request, as its server span tells. */
export interface ServedRequest {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly milliseconds: number;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly traceId: string;
}

/** What is kept of a run of the demo, for its report. */
export interface RunRecord {
  /** ISO 8601. */
  readonly at: string;
  readonly seconds: number;
  readonly database: string;
  /** By service; `undefined` when the traces went to the user's own backend. */
  readonly requests: Readonly<Record<string, readonly ServedRequest[]>> | undefined;
  readonly showcase: { readonly traceId: string; readonly trees: readonly TraceNode[] | undefined };
  readonly audit: {
    readonly orderId: string;
    readonly lines: readonly HistoryLine[];
    /** What `audit verify` printed, and how it ended. */
    readonly verification: { readonly code: number | null; readonly output: string };
  };
  readonly promises: readonly { readonly title: string; readonly problems: readonly string[] }[];
}

const FILE = 'last-run.json';

/** Keeps the record beside the data of the services. */
export async function saveRecord(directory: string, record: RunRecord): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, FILE), JSON.stringify(record));
}

/** The record of the last run; `undefined` when there was none. */
export async function loadRecord(directory: string): Promise<RunRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, FILE), 'utf8')) as RunRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
