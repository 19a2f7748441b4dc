import { hash } from 'node:crypto';
import type { Failure } from '../core/failure.js';

/** More frames would tell callers apart that stumble over the same line. */
const frames = 5;
/** Digits of SHA-256: 64 bits, which a million different errors share with a chance of 1 in 10 million. */
const digits = 16;
/** A stack is cut here before it is read, which bounds the time. */
const longestStack = 16_384;
const place = /^\s*at (?:async )?(?:(.*?) \()?(.*?)(?::\d+){0,2}\)?$/;
/** Frames of Node, of packages and of no file at all: they change with an update and tell nothing of the application. */
const foreign = /^node:|[\\/]node_modules[\\/]|^(?:native|<anonymous>|index \d+)$/;
/** What a build puts into file names, and ids in messages. */
const varying = /[0-9a-f]{8,}(?:-[0-9a-f]{4,})*|\d+/gi;

/**
 * A name for an error that stays the same over deployments: its type and the innermost functions of the application, each
 * with folder and file but without line and root directory. What has no stack is told by its message, numbers and ids left out.
 */
export function fingerprintOf({ type, message, stack }: Failure): string {
  const named = stack === undefined ? [] : framesOf(stack);
  const parts = named.length > 0 ? named : [message.slice(0, 200).replace(varying, '#')];
  return hash('sha256', [type, ...parts].join('\n')).slice(0, digits);
}

function framesOf(stack: string): string[] {
  const all = stack
    .slice(0, longestStack)
    .split('\n')
    .flatMap(line => {
      const [, name = '', file = ''] = place.exec(line) ?? [];
      return file === '' ? [] : [{ name, file }];
    });
  const own = all.filter(({ file }) => !foreign.test(file));
  const named = (own.length > 0 ? own : all).map(({ name, file }) => `${functionOf(name)}@${fileOf(file)}`);
  // How deep a recursion went is no difference.
  return named.filter((frame, index) => frame !== named[index - 1]).slice(0, frames);
}

function functionOf(name: string): string {
  return name.replace(/^(?:new|async) /, '').replace(/ \[as .*\]$/, '');
}

/** Folder and file: the directories above differ from one machine to the next. */
function fileOf(file: string): string {
  return file
    .split(/[\\/]/)
    .slice(-2)
    .join('/')
    .replace(/[0-9a-f]{8,}/gi, '#');
}
