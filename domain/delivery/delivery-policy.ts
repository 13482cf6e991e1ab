/** How often and how long deliveries are tried (policies/delivery.json). */
export interface DeliveryPolicy {
  /** The pauses after the first, second, ... failed attempt; the last one repeats. */
  readonly retryAfterSeconds: readonly number[];
  /** How long after the fact, or its replay, a delivery is tried. */
  readonly giveUpAfterSeconds: number;
  /** Attempts in a row after which an endpoint is failing. */
  readonly failingAfter: number;
  /** How long a failing endpoint is left alone, each time it fails again; the last one repeats. */
  readonly restSeconds: readonly number[];
  /** How long after its last change a delivery can be replayed. */
  readonly forgetAfterSeconds: number;
  /** Subscriptions that one tenant may have. */
  readonly mostSubscriptions: number;
}

/** The pause of the nth time, counted from 1; the last one repeats. */
export const pauseAt = (pauses: readonly number[], nth: number): number =>
  pauses[Math.min(Math.max(1, nth), pauses.length) - 1] ?? 60;
