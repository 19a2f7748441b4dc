/** Thrown at the start when an option needs a package that is not installed. */
export class MissingPackageError extends Error {
  readonly code = 'OBSERVABILITY_MISSING_PACKAGE';

  constructor(packageName: string, option: string) {
    super(
      `${option} needs the package ${packageName}, which is not installed. Run: npm install ${packageName}`,
    );
    this.name = 'MissingPackageError';
  }
}
