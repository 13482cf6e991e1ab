import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What a log line may hold: codes, opaque ids and counts. Never a payload, never an error's free text. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(code: string, fields?: LogFields): void;
  warn(code: string, fields?: LogFields): void;
  error(code: string, error: unknown, fields?: LogFields): void;
  /** Adds one to a metric that an alarm or a dashboard reads. */
  count(metric: string, value?: number): void;
}

/** Structured logs and metrics of one function (CloudWatch embedded metric format: no call, only a line). */
export const createLog = (functionName: string): Log => {
  const logger = new Logger({ serviceName: functionName });
  const metrics = new Metrics({ namespace: 'Vigil', serviceName: functionName });
  return {
    info: (code, fields = {}) => logger.info(code, fields),
    warn: (code, fields = {}) => logger.warn(code, fields),
    error: (code, error, fields = {}) => logger.error(code, { ...fields, ...describeError(error) }),
    count: (metric, value = 1) => {
      metrics.addMetric(metric, MetricUnit.Count, value);
      metrics.publishStoredMetrics();
    },
  };
};

/** Name and place of an error. Its message may quote what somebody sent, so only those are kept that Vigil wrote itself. */
const describeError = (error: unknown): LogFields => {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const ours =
    error instanceof Error &&
    /^(Contention|KeyErased|KeyMissing|KeyVersionUnknown|SealBroken|VaultUnavailable|NotPublished|RefusedEvent|DigestRaced)Error$/.test(
      error.name,
    );
  return {
    error: error.name,
    ...(ours ? { detail: error.message } : {}),
    at: frames.slice(0, 4).join(' | '),
  };
};
