import type { Log, LogFields } from '../../functions/platform/lambda/log.ts';

export interface RecordedLog extends Log {
  readonly lines: readonly { readonly code: string; readonly fields: LogFields }[];
  /** How often each metric was counted. */
  readonly counted: Readonly<Record<string, number>>;
}

/** A log that remembers. Of an error it keeps the name, as the real one does. */
export const recordedLog = (): RecordedLog => {
  const lines: { code: string; fields: LogFields }[] = [];
  const counted: Record<string, number> = {};
  const line = (code: string, fields: LogFields = {}) => void lines.push({ code, fields });
  return {
    lines,
    counted,
    info: line,
    warn: line,
    error: (code, error, fields = {}) =>
      line(code, { ...fields, error: error instanceof Error ? error.name : 'unknown' }),
    count: (metric, value = 1) => {
      counted[metric] = (counted[metric] ?? 0) + value;
    },
  };
};
