/** What the clock starts a function with: the time that was planned, which stays the same when the start is tried again. */
export interface Scheduled {
  readonly time?: string;
}
