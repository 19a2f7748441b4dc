/** Folder of the runbooks that come with the library: the package's own, as a public mirror of npm shows it. */
export const defaultRunbooks = 'https://unpkg.com/nestjs-observability/docs/runbooks';
