import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { staffOf, timeZoneFor } from '../../../domain/crisis/roster/roster.ts';
import { isResponsible, type Sender } from '../../../domain/crisis/sender.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { command, type CommandDependencies } from '../command.ts';
import { incidentKey, type Link, linkKey, rosterKey } from '../keys.ts';
import type { LinkTokens } from '../link-tokens.ts';
import { hasPhone, type PublishedRoster } from '../published-roster.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { commandFrom, markOf, readAct, type Verb, verbs } from './form.ts';
import { messagePage } from './layout.ts';
import { confirmationPage, incidentPage, type Shown } from './page.ts';
import { type Words, wordsFor } from './words.ts';

export interface Dependencies extends CommandDependencies {
  readonly tokens: LinkTokens;
  readonly now: Now;
}

/**
 * `GET` and `HEAD /p/{link}` show where an incident stands, and change nothing, no matter who fetches it: phones and
 * carriers look at links by themselves. `POST` does what a button says, once, if what it was offered for still is.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      dependencies.log.error('link-failed', request.error);
      const words = wordsOf(request.event);
      request.response = messagePage(503, words, words.unavailable);
    })
    .handler(async (request) => {
      const answer = await answerLink(dependencies, request, wordsOf(request), dependencies.now());
      return request.requestContext.http.method === 'HEAD' ? { ...answer, body: '' } : answer;
    });

const wordsOf = ({ headers }: APIGatewayProxyEventV2): Words => wordsFor(headers['accept-language']);

const answerLink = async (
  dependencies: Dependencies,
  request: APIGatewayProxyEventV2,
  words: Words,
  now: Instant,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const { aggregates, policy, log } = dependencies;
  const linkId = request.pathParameters?.['link'] ?? '';
  const link = /^[\w-]{12}$/.test(linkId) ? (await aggregates.load(linkKey(linkId)))?.state : undefined;
  const [page] = link?.pages ?? [];
  if (link === undefined || page === undefined) return messagePage(404, words, words.unknownLink);
  if (plusSeconds(link.pagedAt, policy.linkValidSeconds) <= now)
    return messagePage(410, words, words.expiredLink);
  const { staffId, incidentId } = page;
  const [found, roster] = await Promise.all([
    aggregates.load(incidentKey(page.tenantId, page.clientId)),
    aggregates.load(rosterKey(page.tenantId)),
  ]);
  const incident = found?.state.incidentId === incidentId ? found.state : undefined;
  const definition = roster?.state.definition;
  const staff = definition === undefined ? [] : staffOf(definition);
  const sender = senderOf(page, roster?.state);
  if (!sender.named && (found === undefined || !isResponsible(found.state, staffId)))
    return messagePage(410, words, words.notOnRoster);
  const shown: Shown = {
    words,
    linkId,
    code: link.code,
    staffId,
    incident,
    colleagues: staff.filter((id) => id !== staffId),
    timeZone: definition === undefined ? 'UTC' : timeZoneFor(definition, staffId),
    now,
    acts: await actsFor(dependencies, linkId, incident, now),
  };
  if (request.requestContext.http.method === 'POST') return act(dependencies, request, shown, sender);
  log.info('link-shown', { incidentId, staffId });
  return confirmationPage(shown, new URLSearchParams(request.rawQueryString)) ?? incidentPage(shown);
};

/** How long the buttons of a shown page work. */
const pageValidSeconds = 15 * 60;

const actsFor = async (
  { tokens }: Dependencies,
  linkId: string,
  incident: Incident | undefined,
  now: Instant,
): Promise<Shown['acts']> => {
  const until = plusSeconds(now, pageValidSeconds);
  const act = async (verb: Verb) =>
    [verb, `${verb} ${await tokens.issue([linkId, verb, markOf(incident, verb)], until)}`] as const;
  return Object.fromEntries(await Promise.all(verbs.map(act))) as Shown['acts'];
};

const act = async (
  dependencies: Dependencies,
  request: APIGatewayProxyEventV2,
  shown: Shown,
  sender: ReturnType<typeof senderOf>,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const { words, linkId, incident, colleagues, now } = shown;
  const body = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8').toString('utf8');
  const form = new URLSearchParams(body);
  const said = readAct(form);
  const asked = said && commandFrom(said.verb, form, colleagues);
  if (said === undefined || asked === undefined) return messagePage(400, words, words.notUnderstood);
  const scope = [linkId, said.verb, markOf(incident, said.verb)];
  if (!(await dependencies.tokens.check(scope, said.token, now))) {
    dependencies.log.warn('link-token-refused', { verb: said.verb });
    return incidentPage(shown, 409);
  }
  const response = await command(dependencies, sender, asked, now);
  if (response.outcome === 'refused' && response.reason === 'not-on-call')
    return messagePage(410, words, words.notOnRoster);
  // The page that follows shows the current status; reloading it repeats nothing.
  return { statusCode: 303, headers: { location: linkId, 'cache-control': 'no-store' } };
};

const senderOf = ({ line, ...page }: Link['pages'][number], roster: PublishedRoster | undefined) => {
  const isNamed = (known: PublishedRoster) =>
    line === undefined ? known.lines[page.staffId] !== undefined : hasPhone(known, page.staffId, line);
  return {
    ...page,
    // Without a roster nobody knows who belongs to it, and a link goes on working.
    named: roster === undefined || isNamed(roster),
    alsoPaged: [],
  } satisfies Sender;
};
