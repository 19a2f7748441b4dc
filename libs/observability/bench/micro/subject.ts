/** What telemetry does while the decorated method is called. */
export type TelemetryState = 'no SDK' | 'switched off' | 'unsampled parent' | 'recording';

/** One decorator under the microscope. */
export interface Subject {
  readonly decorate: () => MethodDecorator;
  /** Starts what the decorator needs to record, without any export. */
  readonly start: () => Promise<void> | void;
  /** Turns what was started off while it runs, for who can. */
  readonly switchOff?: () => void;
}

/** The shape of a subject's file. */
export interface SubjectFile {
  readonly subject: Subject;
}
