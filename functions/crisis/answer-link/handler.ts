import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isResponsible } from '../../../domain/crisis/sender.ts';
import { staffOf } from '../../../domain/crisis/roster/roster.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { command, type CommandDependencies } from '../command.ts';
import type { LinkTokens } from '../link-tokens.ts';
import { incidentKey, linkKey, rosterKey } from '../keys.ts';
import type { PublishedRoster } from '../published-roster.ts';
import type { Pointer } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { commandFrom } from './form.ts';
import { incidentPage, messagePage } from './page.ts';

export interface Dependencies extends CommandDependencies {
  readonly tokens: LinkTokens;
  readonly now: Now;
}

/**
 * `GET /p/{link}` shows where an incident stands, and changes nothing, no matter who fetches it: phones and carriers look at links by
 * themselves. `POST` does what a button says, if the page that it stood on is ours and not old.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      dependencies.log.error('link-failed', request.error);
      request.response = messagePage(503, 'Vigil cannot show this now. Please answer by SMS, or try again.');
    })
    .handler((request) => answerLink(dependencies, request));

const answerLink = async (
  dependencies: Dependencies,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const { aggregates, tokens, log, now: clock } = dependencies;
  const now = clock();
  const linkId = request.pathParameters?.['link'] ?? '';
  const pointer = /^[\w-]{12}$/.test(linkId) ? await aggregates.load(linkKey(linkId)) : undefined;
  const page = pointer?.state.pages[0];
  if (pointer === undefined || page === undefined)
    return messagePage(404, 'This link leads nowhere any more. If you were paged, please answer by SMS.');
  if (request.requestContext.http.method !== 'POST') return show(dependencies, linkId, pointer.state, now);

  const form = new URLSearchParams(
    Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8').toString('utf8'),
  );
  const checked = await tokens.check(linkId, form.get('token') ?? '', now);
  if (checked !== 'good') {
    log.warn('link-token-refused', { reason: checked });
    return messagePage(
      403,
      'This page is too old to act on. Open the link again, please; nothing was changed.',
    );
  }
  const roster = (await aggregates.load(rosterKey(page.tenantId)))?.state;
  const asked = commandFrom(form, new Set(roster === undefined ? [] : staffOf(roster.definition)));
  if (asked === undefined) return messagePage(400, 'This was not understood; nothing was changed.');
  const response = await command(dependencies, senderOf(page, roster), asked, now);
  if (response.outcome === 'refused' && response.reason === 'not-on-call') return notOnCall();
  // The page that follows shows the current status; reloading it repeats nothing.
  return { statusCode: 303, headers: { location: linkId, 'cache-control': 'no-store' } };
};

const notOnCall = () =>
  messagePage(403, 'You are no longer on call here; nothing was changed. The people on call now are paged.');

const senderOf = ({ line, ...page }: Pointer['pages'][number], roster: PublishedRoster | undefined) => {
  const now = roster?.lines[page.staffId];
  return {
    ...page,
    named: roster === undefined || (now !== undefined && now === (line ?? now)),
    alsoPaged: [],
  };
};

/** Minutes in which the buttons of a shown page work. */
const pageValidSeconds = 15 * 60;

const show = async (
  { aggregates, tokens, log }: Dependencies,
  linkId: string,
  { pages, code }: Pointer,
  now: Instant,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const [page] = pages;
  if (page === undefined) return messagePage(404, 'This link leads nowhere any more.');
  const incident = (await aggregates.load(incidentKey(page.tenantId, page.clientId)))?.state;
  const roster = (await aggregates.load(rosterKey(page.tenantId)))?.state;
  const sender = senderOf(page, roster);
  if (!sender.named && (incident === undefined || !isResponsible(incident, page.staffId))) return notOnCall();
  log.info('link-shown', { incidentId: page.incidentId, staffId: page.staffId });
  return incidentPage({
    code,
    staffId: page.staffId,
    incident: incident?.incidentId === page.incidentId ? incident : undefined,
    colleagues: roster === undefined ? [] : staffOf(roster.definition).filter((id) => id !== page.staffId),
    token: await tokens.issue(linkId, plusSeconds(now, pageValidSeconds)),
  });
};
