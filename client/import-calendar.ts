/**
 * `npm run --silent import-calendar -- FEED.ics ROSTER.json SCHEDULE [--people PEOPLE.json] [--days 60]` takes the shifts
 * of a calendar into a schedule of a roster (the data of `roster.published.v1`) and prints the roster; with VIGIL_URL,
 * VIGIL_TENANT and VIGIL_SECRET it publishes it instead. The feed stays on this machine.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { rosterPublished } from '../events/roster.ts';
import { fillSchedule } from './calendar/fill-schedule.ts';
import { vigilClient } from './index.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { people: { type: 'string' }, days: { type: 'string', default: '60' } },
});
const [feedFile, rosterFile, scheduleId] = positionals;
const days = Number(values.days);
if (
  feedFile === undefined ||
  rosterFile === undefined ||
  scheduleId === undefined ||
  !(days >= 1 && days <= 366)
)
  stop('FEED.ics ROSTER.json SCHEDULE [--people PEOPLE.json] [--days 1 to 366]');

const names = (values.people === undefined ? {} : json(values.people)) as {
  people?: Record<string, string>;
  zones?: Record<string, string>;
};
const filled = fillSchedule(json(rosterFile), scheduleId, readFileSync(feedFile, 'utf8'), {
  ...names,
  from: new Date(),
  days,
});
if (filled.outcome === 'refused') stop(`refused: ${filled.place}: ${filled.reason}`);

const { VIGIL_URL: url, VIGIL_TENANT: tenantId, VIGIL_SECRET: secret } = process.env;
if (url === undefined || tenantId === undefined || secret === undefined) {
  console.log(JSON.stringify(filled.roster, null, 2));
} else {
  const client = vigilClient({ url, tenantId, secret, source: 'urn:vigil:import-calendar' });
  const sent = await client.sendEvent(rosterPublished, filled.roster);
  if (sent.status === 'refused') stop(`refused: ${JSON.stringify(sent.problem)}`);
  if (sent.status === 'unreachable')
    stop(`${url} could not be reached (${sent.cause}); run the command again`);
  console.log(`published with ${filled.shifts} shifts`);
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function stop(why: string): never {
  console.error(why);
  process.exit(1);
}
