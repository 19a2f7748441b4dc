/** What the harness asks a server process. */
export type ServerCommand = 'usage' | 'stop';

/** What a server process answers; CPU time covers all its threads since it started. */
export type ServerReply =
  | { readonly type: 'ready'; readonly port: number; readonly startMs: number }
  | { readonly type: 'usage'; readonly cpuMicros: number; readonly rss: number };
