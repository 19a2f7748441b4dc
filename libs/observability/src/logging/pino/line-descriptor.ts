import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const standardOutput = 1;

/** Where finished bytes are written to. */
export interface LineDescriptor {
  readonly fd: number;
  /**
   * Whether a write never waits: it takes what there is room for, and fails with `EAGAIN` when there is none. Otherwise a write may
   * take as long as the disk does and belongs on another thread.
   */
  readonly immediate: boolean;
  /** Closes what was opened here; standard output stays. */
  close(): void;
}

/**
 * Opens a file for appending, or standard output. A pipe whose reader has stopped holds whoever writes to it, on whichever
 * thread: the exit of a process waits for such a write, too. So pipes and sockets are written to without waiting.
 *
 * @throws the error of the file system when the file cannot be opened
 */
export function openDescriptor(file: string | undefined): LineDescriptor {
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    return opened(openSync(file, 'a'), false);
  }
  const kind = kindOfOutput();
  const own = kind === 'pipe' ? ownPipe() : undefined;
  if (own !== undefined) return opened(own, true);
  const immediate = (kind === 'pipe' || kind === 'socket') && neverWaits();
  return { fd: standardOutput, immediate, close: () => undefined };
}

/** Whether a file has another name by now, or none: its lines would be read by nobody who looks for the path. */
export function wasMoved(file: string, { fd }: LineDescriptor): boolean {
  const known = fstatSync(fd);
  const there = statSync(file, { throwIfNoEntry: false });
  return there?.ino !== known.ino || there.dev !== known.dev;
}

function opened(fd: number, immediate: boolean): LineDescriptor {
  return { fd, immediate, close: () => closeSync(fd) };
}

function kindOfOutput(): 'pipe' | 'socket' | 'other' {
  try {
    const stats = fstatSync(standardOutput);
    return stats.isFIFO() ? 'pipe' : stats.isSocket() ? 'socket' : 'other';
  } catch {
    // Standard output may be closed; writing tells.
    return 'other';
  }
}

/**
 * The same pipe by a description of our own. That of standard output is shared with every process that inherited it, and Node
 * sets it back to waiting when one of them ends.
 */
function ownPipe(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return openSync(`/proc/self/fd/${standardOutput}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Node makes pipes and sockets non-blocking, for the whole process, when `process.stdout` is first asked for. */
function neverWaits(): boolean {
  if (process.platform === 'win32' || process.stdout.destroyed) return false;
  if (process.platform !== 'linux') return true;
  try {
    const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${standardOutput}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & constants.O_NONBLOCK) !== 0;
  } catch {
    return false;
  }
}
