/** Thrown by a preset that was called without what its backend needs: an environment variable that is unset, most often. */
export class PresetError extends Error {
  readonly code = 'OBSERVABILITY_PRESET';

  constructor(preset: string, problem: string) {
    super(`${preset}() ${problem}`);
    this.name = 'PresetError';
  }
}

/**
 * Checks that texts are there; their values are never shown.
 *
 * @throws {@link PresetError} that names the first one that is missing
 */
export function demand(preset: string, texts: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(texts) as [string, unknown][]) {
    if (typeof value === 'string' && value.trim() !== '') continue;
    throw new PresetError(
      preset,
      `needs ${name}, which is ${value === undefined ? 'undefined' : 'empty'}: is the variable set that it comes from?`,
    );
  }
}
