/**
 * One attempt more than the default of three: a throttled call is cheaper to repeat here than by redelivery. A call that
 * hangs is given up while the function still has time to act on it: without limits, Lambda's time-out would end both.
 */
export const clientOptions = {
  maxAttempts: 4,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    socketTimeout: 3_000,
    throwOnRequestTimeout: true,
  },
};
