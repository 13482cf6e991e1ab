import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { opaqueIdPattern } from '../../../events/fields.ts';
import { mayStart } from '../../../domain/clearance/break-glass.ts';
import type { Check } from '../../../domain/clearance/check.ts';
import { decisionOf } from '../../../domain/clearance/decide-clearance.ts';
import { participantsOf } from '../../../domain/clearance/participants.ts';
import { remedyOf } from '../../../domain/clearance/remedies.ts';
import { reviewSession } from '../../../domain/clearance/review-session.ts';
import { overAt, type Session } from '../../../domain/clearance/session.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type Clearing, expiryOf, loadParties, partiesOf, peopleIn } from '../load-parties.ts';
import { sessionKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { ClearanceAnswer } from './answer-shape.ts';
import { type SecretsOf, verifyQuestion } from '../../platform/http/verify-sender.ts';

export interface Dependencies extends Clearing {
  readonly secretsOf: SecretsOf;
  readonly now: Now;
}

/**
 * `GET /v1/sessions/{sessionId}/clearance`: may this session run now? Decided again for each question from what Vigil
 * itself knows; the caller brings no consent. Whatever goes wrong, the answer is a "no" with a reason.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      dependencies.log.error('clearance-not-answered', request.error);
      request.response = answer(503, { ...no, reason: 'store-unavailable' });
    })
    .handler((request) => answerClearance(dependencies, request));

const notParticipant = {
  reason: 'client-not-participant',
  title:
    'This client does not take part in the session. Ask with the id of one who does, or correct the plan.',
} as const;

const no = { decision: 'blocked', mayStart: false } as const;

const answerClearance = async (
  dependencies: Dependencies,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const { queryStringParameters: query = {} } = request;
  const sender = await verifyQuestion(request, dependencies.secretsOf);
  if (sender.outcome === 'refused') {
    const { status, code, title } = sender.problem;
    return answer(status, { ...no, reason: code, title });
  }
  const sessionId = request.pathParameters?.['sessionId'] ?? '';
  const ids = [sessionId, query['clientId'], query['clinicianId']].filter((id) => id !== undefined);
  if (!ids.every((id) => opaqueIdPattern.test(id))) return answer(400, { ...no, reason: 'id-malformed' });
  const about = { sessionId, clientId: query['clientId'], clinicianId: query['clinicianId'] };
  const session = await decideNow(dependencies, sender.tenantId, about, dependencies.now());
  if (session === undefined) return answer(404, { ...no, reason: 'session-unknown' });
  return about.clientId !== undefined && !participantsOf(session).includes(about.clientId)
    ? answer(409, { ...no, sessionId, ...notParticipant })
    : answer(200, describe(session));
};

/** Losing a race twice means that events are pouring in, each of which decides again. */
const maxTries = 3;

const decideNow = async (
  dependencies: Dependencies,
  tenantId: string,
  about: {
    readonly sessionId: string;
    readonly clientId: string | undefined;
    readonly clinicianId: string | undefined;
  },
  now: Instant,
): Promise<Session | undefined> => {
  const { aggregates, policyOf } = dependencies;
  let reviewed: Session | undefined;
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const { session, ...people } = await loadParties(dependencies, tenantId, about);
    if (session === undefined) return undefined;
    const parties = await partiesOf(dependencies, tenantId, peopleIn(people));
    const decided = reviewSession(session.state, parties, policyOf(tenantId), now);
    reviewed = decided.state;
    if (decided.state === session.state) return reviewed;
    const key = sessionKey(tenantId, about.sessionId);
    const saved = await aggregates.save(key, session.version, decided, { now, ...expiryOf(decided.state) });
    if (saved === 'saved') return reviewed;
  }
  // Decided on what was read last; the fact of it comes with the events that were faster.
  return reviewed;
};

/** A check that did not pass says who can do what. */
const withAdvice = (check: Check) => {
  const advice = check.status === 'pass' ? undefined : remedyOf(check.reason);
  return advice === undefined ? check : { ...check, advice };
};

const describe = (session: Session): ClearanceAnswer => {
  const { sessionId, clientId, scheduled, clearance, forecast, breakGlass } = session;
  if (overAt(session) !== undefined) {
    const reason = session.endedAt === undefined ? 'session-called-off' : 'session-ended';
    return { sessionId, clientId, ...no, reason };
  }
  // Before the check-in nobody knows where the client is: an forecast is all there is.
  const decided = clearance ?? forecast;
  return {
    sessionId,
    clientId,
    decision: clearance?.decision ?? 'blocked',
    mayStart: mayStart(session),
    ...(clearance === undefined
      ? { reason: 'not-checked-in', startsAt: scheduled?.startsAt, forecast: forecast?.decision }
      : {}),
    ...(breakGlass === undefined
      ? {}
      : { breakGlass: { at: breakGlass.at, by: breakGlass.by, review: breakGlass.review.status } }),
    ...participantsOfAnswer(session, decided?.checks ?? []),
    policyVersion: decided?.policyVersion,
    checks: (decided?.checks ?? []).map(withAdvice),
  };
};

/** Who is cleared and who is not, where several clients take part. */
const participantsOfAnswer = (
  session: Session,
  checks: readonly Check[],
): Pick<ClearanceAnswer, 'participants'> => {
  const ids = participantsOf(session);
  if (ids.length === 1) return {};
  const decisionFor = (clientId: string) => decisionOf(checks.filter((check) => check.clientId === clientId));
  return { participants: ids.map((clientId) => ({ clientId, decision: decisionFor(clientId) })) };
};

const answer = (statusCode: number, body: ClearanceAnswer): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({ ...body, advice: body.reason === undefined ? undefined : remedyOf(body.reason) }),
});
