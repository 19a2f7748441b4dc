/** An environment variable that the service cannot start with. */
export class InvalidSettingError extends Error {
  override readonly name = 'InvalidSettingError';
  readonly code = 'INVALID_SETTING';

  constructor(setting: string, problem: string) {
    super(`${setting} ${problem}`);
  }
}
