import { dueDrill } from '../domain/crisis/drill-time.ts';
import { readCrisisPolicy } from '../functions/crisis/policy.ts';
import type { Clinic } from './clinic.ts';

const hourMs = 3_600_000;

/** Turns the clock to just after the first drill of this time zone that begins after a moment. */
export const turnToDrill = async ({ stage }: Clinic, timeZone: string, after: Date): Promise<void> => {
  const isDue = (at: number): boolean =>
    dueDrill(readCrisisPolicy(), timeZone, new Date(at).toISOString()) !== undefined;
  let begins = Math.ceil(after.getTime() / hourMs) * hourMs + hourMs;
  while (!isDue(begins) || isDue(begins - hourMs)) begins += hourMs;
  // In two turns: in a long one, schedules start less often.
  const seconds = Math.floor((begins - (await stage.now()).getTime()) / 1000) - 60;
  if (seconds > 0) await stage.advance(`PT${seconds}S`);
  await stage.advance('PT2M');
};
