import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AnchoredCheckpoint, AuditAnchor } from './audit-anchor.js';
import { checkpointLine, checkpointMessage } from './checkpoint-line.js';

/**
 * Keeps checkpoints in a file, one JSON line each, on the disk before it counts as done. Put the file where the database
 * administrator cannot write: another machine's mount, an append-only volume.
 */
export class FileAnchor implements AuditAnchor {
  readonly name = 'file';

  /** @param path of the file; it and its folders are made when they are missing. */
  constructor(private readonly path: string) {}

  async publish(checkpoint: AnchoredCheckpoint): Promise<void> {
    const line = { time: new Date().toISOString(), msg: checkpointMessage, ...checkpointLine(checkpoint) };
    await mkdir(dirname(this.path), { recursive: true });
    // Opened each time, so that the file can be moved away while the application runs.
    const file = await open(this.path, 'a');
    try {
      await file.appendFile(`${JSON.stringify(line)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
