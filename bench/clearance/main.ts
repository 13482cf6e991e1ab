/**
 * `npm run bench:clearance`: the decision, with every check and its reasons, against `@asushares/core` on the same
 * consents in the same run. Writes the scaling plot beside itself; fails where Vigil is not twice as fast at twenty.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decideClearance } from '../../domain/clearance/decide-clearance.ts';
import { now, partiesOf, policy, sessionOf } from '../../test/domain/clearance/fixtures.ts';
import { consentsOf } from './consents.ts';
import { perSecond } from './measure.ts';
import { plot, type Point } from './plot.ts';
import { asushares, toFhir } from './rivals.ts';

const print = console.log;
// The other engine prints a line for each decision, which is not what is compared.
console.log = () => undefined;

const session = sessionOf();
const rival = asushares();
const points: Point[] = [];
for (const count of [1, 2, 5, 10, 20, 50, 100, 200, 500]) {
  const consents = consentsOf(count);
  const parties = partiesOf({ consents });
  const fhir = toFhir(consents);
  const own = decideClearance(session, parties, policy, now).decision;
  if (own === 'blocked' || rival(fhir) !== 'CONSENT_PERMIT')
    throw new Error(`both must permit: ${own}, ${rival(fhir)}`);
  const rates = perSecond(
    {
      vigil: () => decideClearance(session, parties, policy, now),
      asushares: () => rival(fhir),
    },
    { rounds: 15, roundMs: 40 },
  );
  points.push({ consents: count, ...rates });
  const times = (rates.vigil / rates.asushares).toFixed(1);
  print(
    `${String(count).padStart(4)} consents: ${rates.vigil.toFixed(0).padStart(8)} decisions/s, ` +
      `@asushares/core ${rates.asushares.toFixed(0).padStart(8)}, ${times} times`,
  );
}
writeFileSync(join(import.meta.dirname, 'scaling.svg'), plot(points));
const twenty = points.find(({ consents }) => consents === 20);
if (twenty === undefined || twenty.vigil < 2 * twenty.asushares) {
  print('not twice as fast at twenty consents');
  process.exitCode = 1;
}
