/** Bounds of durations in seconds, as the semantic conventions recommend them. */
export const durationBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Bounds of body sizes in bytes: powers of four from a small JSON object to an upload of 16 MiB. */
export const bodySizeBuckets: readonly number[] = [
  64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
];

/** Bounds of database operations and of waits for a connection in seconds, as the semantic conventions recommend them. */
export const databaseBuckets: readonly number[] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
