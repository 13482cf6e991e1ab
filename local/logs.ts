/** What functions wrote, as CloudWatch Logs would hold it. The stage's own remarks carry the function `stage`. */
export interface LogLine {
  readonly time: string;
  readonly function: string;
  readonly requestId: string;
  readonly line: string;
}

export interface Logs {
  write(functionName: string, requestId: string, line: string): void;
  list(): readonly LogLine[];
  clear(): void;
}

/** Enough for a long demonstration; beyond it the oldest tenth goes. */
const mostLines = 50_000;

export function createLogs(now: () => number): Logs {
  let lines: LogLine[] = [];
  return {
    write(functionName, requestId, line) {
      lines.push({ time: new Date(now()).toISOString(), function: functionName, requestId, line });
      if (lines.length > mostLines) lines = lines.slice(mostLines / 10);
    },
    list: () => lines,
    clear() {
      lines = [];
    },
  };
}
