import type { Clinic } from './clinic.ts';
import { consentWithdrawn } from './scenarios/consent-withdrawn.ts';
import { couple } from './scenarios/couple.ts';
import { crisisNight } from './scenarios/crisis-night.ts';
import { call, withVoice } from './scenarios/call.ts';
import { drill } from './scenarios/drill.ts';
import { storm } from './scenarios/storm.ts';
import { outage } from './scenarios/outage.ts';
import { undelivered } from './scenarios/undelivered.ts';
import { erasure } from './scenarios/erasure.ts';
import { firstSession } from './scenarios/first-session.ts';
import { holdAgain } from './scenarios/hold-again.ts';
import { minorAtSchool } from './scenarios/minor-at-school.ts';
import { phq9 } from './scenarios/phq9.ts';
import { secondClinic } from './scenarios/second-clinic.ts';
import { sevenYears } from './scenarios/seven-years.ts';
import { webhookOut } from './scenarios/webhook-out.ts';
import { twoParents } from './scenarios/two-parents.ts';
import { wrongPlace } from './scenarios/wrong-place.ts';
import { zoomAndCalendly } from './scenarios/zoom-and-calendly.ts';
import { zoomSession } from './scenarios/zoom-session.ts';
import type { Story } from './story.ts';

export type Scenario = (clinic: Clinic, story: Story) => Promise<void>;

/** In the order of the output. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'first-session': firstSession,
  'crisis-night': crisisNight,
  call,
  undelivered,
  outage,
  storm,
  drill,
  'seven-years': sevenYears,
  'hold-again': holdAgain,
  'minor-at-school': minorAtSchool,
  'two-parents': twoParents,
  couple,
  'wrong-place': wrongPlace,
  'consent-withdrawn': consentWithdrawn,
  'zoom-session': zoomSession,
  'zoom-and-calendly': zoomAndCalendly,
  phq9,
  erasure,
  'webhook-out': webhookOut,
  'second-clinic': secondClinic,
};

/** Scenarios of a deployment that has settings besides those of `config/local.json`. */
export const settingsOf: Readonly<Record<string, object>> = { call: withVoice };
