import type { LogLine } from '../local/stage-client.ts';

const mostOfEach = 10;
const mostOfTail = 20;
const longestLine = 400;

const isDenied = ({ line }: LogLine): boolean => line.includes('AccessDenied');
const isError = (entry: LogLine): boolean =>
  !isDenied(entry) && /\tERROR\t|"level":"ERROR"|Error: |may not start/.test(entry.line);

/** What explains a failure on a stage, most telling first: refused access, errors, then the end of the log. Bounded. */
export const failureLog = (lines: readonly LogLine[]): string[] => {
  const section = (title: string, entries: readonly LogLine[], most: number): string[] => {
    const distinct = [
      ...new Map(entries.map((entry) => [`${entry.function} ${entry.line}`, entry])).values(),
    ];
    if (distinct.length === 0) return [];
    const left = distinct.length - most;
    return [
      title,
      ...distinct.slice(0, most).map(printed),
      ...(left > 0 ? [`    ... and ${String(left)} more`] : []),
    ];
  };
  return [
    ...section('  Access denied:', lines.filter(isDenied), mostOfEach),
    ...section('  Errors:', lines.filter(isError), mostOfEach),
    ...section('  Last lines of the log:', lines.slice(-mostOfTail), mostOfTail),
  ];
};

const printed = ({ time, function: name, line }: LogLine): string => {
  const short = line.length > longestLine ? `${line.slice(0, longestLine)}...` : line;
  return `    ${time} ${name} ${short}`;
};
