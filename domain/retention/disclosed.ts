import type { Retention } from './retain-until.ts';
import type { RetentionProfile } from './retention-profile.ts';
import type { Erasure, ErasureObstacle } from './erasure.ts';

/** How long a record is kept, as clinicians and the client may see it. */
export type DisclosedRetention =
  | Exclude<Retention, { readonly status: 'held' }>
  | (Pick<Retention, 'policyVersion' | 'rules'> & { readonly status: 'retained' });

type Distributed<E> = E extends { readonly reasons: unknown }
  ? Omit<E, 'reasons'> & { readonly reasons: readonly Exclude<ErasureObstacle, { reason: 'hold' }>[] }
  : E;

export type DisclosedProfile = Pick<
  RetentionProfile,
  'clientId' | 'profile' | 'jurisdictions' | 'dischargedAt' | 'lastServiceAt'
> & { readonly erasure?: Distributed<Erasure> };

/** Without the hold: an investigation or a complaint may be about the reader. */
export const disclosedRetention = (retention: Retention): DisclosedRetention => {
  if (retention.status !== 'held') return retention;
  const { policyVersion, rules } = retention;
  return { policyVersion, rules, status: 'retained' };
};

/** Without matters and who placed them, and without how places came to be known. */
export const disclosedProfile = (retentionProfile: RetentionProfile): DisclosedProfile => {
  const {
    matters: _,
    settled: __,
    cancelledRequests: ___,
    stated: ____,
    placeCorrections: _____,
    erasure,
    ...rest
  } = retentionProfile;
  return erasure === undefined ? rest : { ...rest, erasure: disclosedErasure(erasure) };
};

const disclosedErasure = (erasure: Erasure): Distributed<Erasure> =>
  'reasons' in erasure
    ? { ...erasure, reasons: erasure.reasons.filter((obstacle) => obstacle.reason !== 'hold') }
    : erasure;
