import { fillSchedule } from '../client/calendar/fill-schedule.ts';
import { vigilClient } from '../client/index.ts';
import { rosterPublished } from '../events/roster.ts';
import { readBytes, readJson, type Report, UnreachableError, UsageError } from './report.ts';

export interface ImportCalendar {
  readonly feed: string;
  readonly roster: string;
  readonly schedule: string;
  readonly people?: string;
  /** How far to look ahead, 1 to 366. */
  readonly days: string;
}

interface Names {
  readonly people?: Record<string, string>;
  readonly zones?: Record<string, string>;
}

/** `vigil import-calendar`: the roster with the shifts of the calendar, printed or published. */
export const importCalendar = async (asked: ImportCalendar): Promise<Report> => {
  const days = Number(asked.days);
  if (!(days >= 1 && days <= 366)) throw new UsageError('--days is a number from 1 to 366');
  const { VIGIL_URL: url, VIGIL_TENANT: tenantId, VIGIL_SECRET: secret } = process.env;
  const names: Names = asked.people === undefined ? {} : readJson(asked.people);
  const feed = readBytes(asked.feed).toString('utf8');
  const from = new Date();
  const filled = fillSchedule(readJson(asked.roster), asked.schedule, feed, { ...names, from, days });
  if (filled.outcome === 'refused') {
    const { place, reason } = filled;
    return { exitCode: 1, text: `refused: ${place}: ${reason}`, json: { outcome: 'refused', place, reason } };
  }
  const { roster, shifts } = filled;
  if (url === undefined || tenantId === undefined || secret === undefined)
    return { exitCode: 0, text: JSON.stringify(roster, null, 2), json: roster };

  const client = vigilClient({ url, tenantId, secret, source: 'urn:vigil:import-calendar' });
  const sent = await client.sendEvent(rosterPublished, roster);
  switch (sent.status) {
    case 'accepted':
      return {
        exitCode: 0,
        text: `published; shifts taken from the calendar: ${shifts}`,
        json: { outcome: 'published', shifts },
      };
    case 'refused': {
      const { problem } = sent;
      return {
        exitCode: 1,
        text: `refused: ${JSON.stringify(problem)}`,
        json: { outcome: 'refused', problem },
      };
    }
    case 'misconfigured':
      throw new UsageError(
        sent.option === 'url'
          ? 'VIGIL_URL is not the address of the API, for example https://api.example.org'
          : 'VIGIL_SECRET is not a Standard Webhooks secret, for example whsec_MDEyMzQ1Njc4OQ==',
      );
    case 'unreachable':
      throw new UnreachableError(`${url} cannot be reached (${sent.cause}); run the command again`);
  }
};
