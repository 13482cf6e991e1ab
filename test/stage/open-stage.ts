import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Clinic, openClinic } from '../../demo/clinic.ts';
import { failureLog } from '../../demo/failure-log.ts';
import type { LedgerFact } from '../../domain/canonical-json.ts';
import { clientIn } from '../../domain/ledger/pseudonymize.ts';
import { checkFact } from '../../events/facts.ts';
import { startStage } from '../../local/stage.ts';

/** One for each function: starting them again and again would take most of the time. */
const warmEnvironments = 64;

/** Every fact that was stated has the shape of its contract, and the ledger names no client. */
const checkLedger = (rows: readonly Record<string, unknown>[]): void => {
  const facts = rows.filter(({ type }) => type !== undefined) as unknown as LedgerFact[];
  for (const fact of facts) {
    checkFact(fact);
    expect(clientIn(fact) ?? 'p-', `${fact.type} in the ledger`).toMatch(/^p-/);
  }
};

/**
 * Schedules by what they watch over. A turn of hours starts each a hundred times: a file whose clock turns far pauses those
 * that none of its tests is about.
 */
export const schedules = {
  alarms: ['repeat-alarms'],
  clearance: ['sweep-clearance'],
  crisis: ['sweep-escalations', 'check-readiness'],
  ledger: ['digest-ledger'],
  presence: ['sweep-presence'],
  retention: ['sweep-retention', 'reconcile-purges', 'erase-client'],
} as const;

export interface ClinicOptions {
  /** Another deployment than that of config/local.json. */
  readonly assembly?: string;
  readonly now?: Date;
  readonly pausedSchedules?: readonly string[];
  /** Whether the weekly drill is held: it would send texts that the tests of other files do not expect. */
  readonly drills?: boolean;
}

export interface UsedClinic {
  (): Clinic;
  /** Closes the stage and opens a new one, for a test that left something behind which would disturb the next. */
  readonly reopen: () => Promise<void>;
}

/** A clinic on a stage of its own for the tests of one file: the synthesized template and the built bundles. */
export const useClinic = ({ drills = false, ...options }: ClinicOptions = {}): UsedClinic => {
  const pausedSchedules = [...(options.pausedSchedules ?? []), ...(drills ? [] : ['start-drill'])];
  let stage: Awaited<ReturnType<typeof startStage>> | undefined;
  let clinic: Clinic | undefined;
  let printed = false;
  let testRan = false;
  /** Once a file: the first failure is the one that the log explains. */
  const printLog = async (): Promise<void> => {
    if (printed || clinic === undefined) return;
    printed = true;
    console.error(['What the stage logged:', ...failureLog(await clinic.stage.logs())].join('\n'));
  };
  const open = async (): Promise<void> => {
    stage = await startStage({
      assembly: 'cdk.out',
      environments: warmEnvironments,
      ...options,
      pausedSchedules,
    });
    clinic = await openClinic(stage.url);
  };
  const close = async (): Promise<void> => {
    const denied = (await clinic?.stage.logs())
      ?.map(({ line }) => line)
      .filter((line) => line.startsWith('AccessDenied'));
    const ledger = (await clinic?.stage.rows('Ledger')) ?? [];
    await stage?.close();
    expect([...new Set(denied)], 'every function may do what it does').toEqual([]);
    checkLedger(ledger);
  };
  beforeAll(open);
  afterEach(async ({ task }) => {
    testRan = true;
    if (task.result?.state === 'fail') await printLog();
  });
  afterAll(async () => {
    // After a hook that failed no test runs.
    if (!testRan) await printLog();
    await close();
  });
  const used = (): Clinic => {
    if (clinic === undefined) throw new Error('the stage is not open yet');
    return clinic;
  };
  const reopen = async (): Promise<void> => {
    await close();
    await open();
  };
  return Object.assign(used, { reopen });
};
