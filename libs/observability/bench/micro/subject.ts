/** What telemetry does while the decorated method is called. */
export type TelemetryState = 'no SDK' | 'unsampled parent' | 'recording';

/** One decorator under the microscope. */
export interface Subject {
  readonly decorate: () => MethodDecorator;
  /** Starts what the decorator needs to record, without any export. */
  readonly start: () => Promise<void> | void;
}

/** The shape of a subject's file. */
export interface SubjectFile {
  readonly subject: Subject;
}
