import { readFileSync } from 'node:fs';
import type { OtlpHeaders } from '../observability.options.js';
import type { ConfigurationProblem } from './configuration-problem.js';
import { isFreeHeaderName, isHeaderValue } from './value-checks.js';

type Tell = (problem: Omit<ConfigurationProblem, 'path'>) => void;

/** Reads a file of headers for the first time; what is wrong with it is a problem, which never shows what it holds. */
export function readHeadersFile(file: string, tell: Tell): OtlpHeaders {
  try {
    return headersIn(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    tell({
      message: code ? `names a file that cannot be read (${code})` : `names a file where ${message}`,
      given: JSON.stringify(file.slice(0, 200)),
      fix: 'write name=value pairs into it, with commas or line ends between, and percent-encode commas (%2C) and percent signs (%25)',
    });
    return {};
  }
}

/**
 * The headers in the text of a file: `name=value` with commas or line ends between, percent-encoded, names in lower case.
 *
 * @throws Error that names the item by its number only
 */
export function headersIn(text: string): OtlpHeaders {
  const items = text.split(/[,\r\n]/).map(item => item.trim());
  const pairs = items.filter(item => item !== '').map((item, index) => pairOf(item, index + 1));
  return Object.fromEntries(pairs);
}

function pairOf(item: string, number: number): [name: string, value: string] {
  const equals = item.indexOf('=');
  const name = item.slice(0, Math.max(equals, 0)).trim().toLowerCase();
  const value = decoded(item.slice(equals + 1).trim());
  if (value === undefined || !isFreeHeaderName(name) || !isHeaderValue(value))
    throw new Error(`item ${number} is no header`);
  return [name, value];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
