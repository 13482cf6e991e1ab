import type { AnyContract } from './define.ts';
import * as clearance from './clearance.ts';
import * as client from './client.ts';
import * as clinician from './clinician.ts';
import * as consent from './consent.ts';
import * as delivery from './delivery.ts';
import * as erasure from './erasure.ts';
import * as hold from './hold.ts';
import * as incident from './incident.ts';
import * as operations from './operations.ts';
import * as presence from './presence.ts';
import * as record from './record.ts';
import * as retention from './retention.ts';
import * as risk from './risk.ts';
import * as roster from './roster.ts';
import * as session from './session.ts';
import * as tenancy from './tenancy.ts';

const subjects = {
  client,
  clinician,
  consent,
  session,
  clearance,
  presence,
  risk,
  incident,
  roster,
  tenancy,
  operations,
  record,
  retention,
  hold,
  erasure,
  delivery,
};
type Subjects = typeof subjects;

/** Any contract that Vigil knows: each is exported by the file of its subject, and nothing else is. */
export type KnownContract = {
  [Subject in keyof Subjects]: Subjects[Subject][keyof Subjects[Subject]];
}[keyof Subjects];

/** Every contract, by type. */
export const catalogue: readonly KnownContract[] = Object.values(subjects)
  .flatMap((subject) => Object.values<KnownContract>(subject))
  .sort(({ type: left }, { type: right }) => (left < right ? -1 : 1));

const byType = new Map<string, AnyContract>(catalogue.map((contract) => [contract.type, contract]));

/** The contract of a type, or nothing where the type or its version is unknown. */
export const contractOf = (type: string): AnyContract | undefined => byType.get(type);
