import { spawnSync } from 'node:child_process';

/** Why promtool cannot be asked on this machine; `undefined` when it can. */
export function promtoolMissing(): string | undefined {
  const { error } = spawnSync('promtool', ['--version'], { stdio: 'ignore' });
  return error === undefined ? undefined : 'promtool is not installed (Debian package "prometheus")';
}

/** What `promtool check metrics` has against a page in the text format; empty when it has nothing. */
export function promtoolComplaints(page: string): string {
  const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: page,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  const said = `${stdout}${stderr}`.trim();
  return status === 0 ? '' : said || `promtool ended with ${status}`;
}
