/** On whose behalf the work is done, once that is known. */
export interface Actor {
  /** `user.id` on spans, `user_id` in log lines. */
  readonly id: string;
  /** `tenant_id` in log lines; the customer, workspace or organisation that the actor belongs to. */
  readonly tenant?: string;
  /** @defaultValue `'user'` */
  readonly type?: 'user' | 'service' | 'system';
  /** Id of the user whom the actor impersonates; audit records keep both. */
  readonly actingFor?: string;
}
