import middy from '@middy/core';
import type { JWK } from 'jose';
import type { LedgerFact, Sha256 } from '../../../domain/canonical-json.ts';
import { digestFacts, isSettledHour, lateUntil } from '../../../domain/ledger/digest.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { forEachTenant } from '../../platform/lambda/for-each-tenant.ts';
import type { DigestWriter, LedgerReader, StoredDigest } from '../../platform/ledger/ledger-reader.ts';
import type { Sign } from '../../platform/signing/signer.ts';
import type { Log } from '../../platform/lambda/log.ts';
import type { PublishedKeys } from '../published-keys.ts';

export interface Dependencies {
  readonly tenants: () => Promise<readonly string[]>;
  readonly ledger: LedgerReader;
  readonly digests: DigestWriter;
  readonly sign: Sign;
  readonly publicKey: () => Promise<JWK>;
  readonly keys: Pick<PublishedKeys, 'add'>;
  readonly sha256: Sha256;
  readonly log: Log;
  readonly now: Now;
}

/**
 * Every hour, for each tenant: a signed digest of each hour that is closed and held facts, linked to the digest before.
 * What failed or was skipped is made up for by the next run: it goes on behind the last digest that is there.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => dependencies.log.error('digest-failed', request.error))
    .handler(async () => {
      const now = dependencies.now();
      // Before anything is signed in this run: once the key is replaced, nobody can ask KMS for it any more.
      await dependencies.keys.add(await dependencies.publicKey());
      await forEachTenant(
        await dependencies.tenants(),
        (tenantId) => digestTenant(dependencies, tenantId, now),
        (error, tenantId) => dependencies.log.error('tenant-digest-failed', error, { tenantId }),
      );
    });

const digestTenant = async (dependencies: Dependencies, tenantId: string, now: Instant): Promise<void> => {
  const { ledger, log } = dependencies;
  let previous = await ledger.lastDigest(tenantId);
  const lastHour = await lastHourOf(ledger, tenantId, previous);
  const hours = await ledger.hoursAfter(tenantId, lastHour);
  const settled = hours.filter((hour) => isSettledHour(hour, now));
  const late = await ledger.lateAfter(tenantId, previous?.lateThrough ?? ' ', lateUntil(now));
  const lateFacts = await ledger.factsAt(
    tenantId,
    late.map(({ place }) => place),
  );
  for (const hour of settled) {
    previous = await sealHour(dependencies, { tenantId, hour, now }, previous, []);
  }
  if (lateFacts.length > 0) {
    const lateThrough = late.at(-1)?.marker ?? ' ';
    previous = await sealHour(dependencies, { tenantId, now, lateThrough }, previous, lateFacts);
    log.warn('facts-came-late', { tenantId, count: lateFacts.length });
  }
  log.info('digested', { tenantId, hours: settled.length, late: lateFacts.length });
};

/** The hour that was digested last; digests of late facts alone have none and follow it. */
const lastHourOf = async (
  ledger: LedgerReader,
  tenantId: string,
  last: StoredDigest | undefined,
): Promise<string> => {
  if (last === undefined) return ' ';
  if (last.claims.hour !== undefined) return last.claims.hour;
  for (let sequence = last.claims.sequence - 1; sequence > 0; sequence -= 1) {
    for await (const { claims } of ledger.digests(tenantId, sequence)) {
      if (claims.hour !== undefined) return claims.hour;
      break;
    }
  }
  return ' ';
};

/** Another run is at work on the same tenant: its digest is the one that counts. */
class DigestRacedError extends Error {
  override readonly name = 'DigestRacedError';
}

const sealHour = async (
  { ledger, digests, sign, sha256 }: Dependencies,
  of: {
    readonly tenantId: string;
    readonly hour?: string;
    readonly now: Instant;
    readonly lateThrough?: string;
  },
  previous: StoredDigest | undefined,
  lateFacts: readonly LedgerFact[],
): Promise<StoredDigest> => {
  const facts = of.hour === undefined ? lateFacts : await ledger.factsOf(of.tenantId, of.hour);
  const { claims, hashes } = digestFacts(facts, of, previous, sha256);
  const digest: StoredDigest = {
    claims,
    jws: await sign(claims),
    late: lateFacts.map(({ time, id }) => ({ hour: time.slice(0, 13), position: `${time}#${id}` })),
    lateThrough: of.lateThrough ?? previous?.lateThrough ?? ' ',
  };
  if ((await digests.add(digest, hashes)) === 'exists') {
    throw new DigestRacedError(`digest ${claims.sequence} of ${of.tenantId} is there already`);
  }
  return digest;
};
