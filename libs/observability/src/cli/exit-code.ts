/**
 * What a command answers to the shell. 0, 1 and 2 are verdicts about an audit trail; the rest follows `sysexits.h`, so
 * that no accident can be taken for a verdict.
 */
export const exitCode = {
  /** The command did what it should, and found nothing wrong. */
  fine: 0,
  /** The audit trail is not what the application wrote. */
  tampered: 1,
  /** Nothing wrong was found, but evidence is missing that would be needed to say more. */
  incomplete: 2,
  /** The command line is wrong. */
  usage: 64,
  /** A file is not what it should be: made from older input. */
  outdated: 65,
  /** A file that was named cannot be read. */
  noInput: 66,
  /** The database cannot be reached, or has no audit trail. */
  unavailable: 69,
  /** A fault of the program. */
  failure: 70,
  /** A key or another setting is missing or wrong. */
  configuration: 78,
} as const;

/** One of the codes. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
