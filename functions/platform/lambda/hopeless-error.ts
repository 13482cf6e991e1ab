/**
 * Trying again cannot help: what was asked for is at fault, not a service that may come back. Such a message goes to the
 * dead-letter queue at once; every other failure is tried again for hours.
 */
export abstract class HopelessError extends Error {}

/** What AWS says of a request, or of an entry in it, that will be as wrong the next time. */
export const refusedForGood: ReadonlySet<string> = new Set([
  'InvalidArgument',
  'MalformedDetail',
  'ValidationException',
]);

/** Whether the same work would fail in the same way tomorrow: by its own word, by a defect of ours, or by AWS's rules. */
export const isHopeless = (error: unknown): boolean =>
  error instanceof HopelessError ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof SyntaxError ||
  (error instanceof Error && refusedForGood.has(error.name));
