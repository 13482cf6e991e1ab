import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyToClient, type Client, newClient } from '../../../domain/clearance/client.ts';
import { type PlaceReview, reviewPlace } from '../../../domain/clearance/place-review.ts';
import { reviewSession } from '../../../domain/clearance/review-session.ts';
import type { Session } from '../../../domain/clearance/session.ts';
import type { PlaceCorrection } from '../../../domain/place-correction.ts';
import {
  aged,
  blocking,
  type Case,
  decide,
  guardian,
  now,
  onTreatment,
  partiesOf,
  policy,
  problems,
  sessionOf,
} from './fixtures.ts';

const abroad = 'CA-MB';
const review = (changes: Partial<PlaceReview> = {}): PlaceReview => ({
  at: '2027-02-20T09:00:00.000Z',
  eventId: 'urn:example|v1',
  question: 'place-unlisted',
  place: abroad,
  outcome: 'permitted',
  reviewerId: 'staff-compliance-1',
  reason: 'counsel-advised',
  until: '2027-06-01T00:00:00.000Z',
  ...changes,
});
const reviewed = (...reviews: readonly PlaceReview[]): Case => ({
  jurisdiction: abroad,
  client: { reviews },
});

describe('a place that the policy does not list', () => {
  it('blocks, and says what to do', () => {
    const [check] = decide({ jurisdiction: abroad }).checks;
    expect(check).toMatchObject({ check: 'jurisdiction', status: 'fail', reason: 'place-unlisted' });
    expect(check?.remedy).toContain('compliance');
  });

  it('blocks until a person has reviewed it, whom the decision names', () => {
    const [check] = decide(reviewed(review())).checks;
    expect(check).toEqual({
      check: 'jurisdiction',
      status: 'pass',
      reason: 'place-reviewed',
      reliedOn: 'staff-compliance-1',
    });
    expect(problems(decide(reviewed(review())))).toEqual([]);
  });

  it('stays blocked where the review says no, is over, or is about another place', () => {
    expect(blocking(decide(reviewed(review({ outcome: 'not-permitted' }))))).toEqual([
      'jurisdiction place-not-permitted',
    ]);
    for (const changes of [{ until: now }, { place: 'CA-ON' }])
      expect(blocking(decide(reviewed(review(changes))))).toEqual(['jurisdiction place-unlisted']);
  });

  it('is under the newest review, whichever arrived first', () => {
    const no = review({
      at: '2027-02-21T09:00:00.000Z',
      eventId: 'urn:example|v2',
      outcome: 'not-permitted',
    });
    for (const reviews of [
      [review(), no],
      [no, review()],
    ])
      expect(blocking(decide(reviewed(...reviews)))).toEqual(['jurisdiction place-not-permitted']);
    const short = review({ at: '2027-02-21T09:00:00.000Z', eventId: 'urn:example|v3', until: now });
    expect(blocking(decide(reviewed(review(), short)))).toEqual(['jurisdiction place-unlisted']);
  });

  it('lets no review make up for anything else', () => {
    expect(blocking(decide({ ...reviewed(review()), consents: {} }))).toContain(
      'telehealth-treatment consent-missing',
    );
    expect(blocking(decide({ ...reviewed(review()), licences: [] }))).toEqual([
      'licence licence-not-in-jurisdiction',
    ]);
  });
});

describe('a review', () => {
  const reviewing = (client: Client | undefined, given: PlaceReview) =>
    reviewPlace(client, 'client-1', given, policy, now)?.facts.map(({ data }) => data.reason);

  it('without effect says why, once', () => {
    expect(reviewing(undefined, review())).toEqual([]);
    expect(reviewing(undefined, review({ place: 'US-CA' }))).toEqual(['place-listed']);
    expect(reviewing(undefined, review({ until: now }))).toEqual(['review-expired']);
    const later = review({ at: '2027-02-21T09:00:00.000Z', eventId: 'urn:example|v2' });
    expect(reviewing({ ...newClient('client-1'), reviews: [later] }, review())).toEqual(['reviewed-later']);
    expect(reviewing({ ...newClient('client-1'), reviews: [later] }, later)).toBeUndefined();
  });
});

describe('the task', () => {
  const step = (given: Case, session: Session, at: string) =>
    reviewSession(session, partiesOf(given), policy, at);
  const tasks = (facts: readonly { readonly type: string; readonly data: object }[]) =>
    facts.filter(({ type }) => type === 'clearance.review-due.v1').map(({ data }) => data);
  const planned = sessionOf({ jurisdiction: abroad, checkIn: 'none' });
  const due = (dueAt: string) => ({
    sessionId: 'session-1',
    clientId: 'client-1',
    question: 'place-unlisted',
    place: abroad,
    role: 'compliance',
    dueAt,
  });

  it('goes to a role, a day after the question came up', () => {
    const { facts, state } = step({ jurisdiction: abroad }, planned, '2027-02-10T18:00:00.000Z');
    expect(tasks(facts)).toEqual([due('2027-02-11T18:00:00.000Z')]);
    expect(state.nextReviewAt).toBe('2027-02-11T18:00:00.000Z');
  });

  it('is due when the session begins, but never at once', () => {
    const soon = step({ jurisdiction: abroad }, planned, '2027-03-01T08:00:00.000Z');
    expect(tasks(soon.facts)).toEqual([due(now)]);
    const arrived = step({ jurisdiction: abroad }, sessionOf({ jurisdiction: abroad }), now);
    expect(tasks(arrived.facts)).toEqual([due('2027-03-01T18:15:00.000Z')]);
  });

  it('is said once, again when it is overdue, and no more when somebody has answered', () => {
    const given = { jurisdiction: abroad };
    const asked = step(given, planned, '2027-02-10T18:00:00.000Z').state;
    expect(tasks(step(given, asked, '2027-02-11T17:59:59.000Z').facts)).toEqual([]);
    const overdue = step(given, asked, '2027-02-11T18:00:00.000Z');
    expect(tasks(overdue.facts)).toEqual([due('2027-02-11T18:00:00.000Z')]);
    expect(tasks(step(given, overdue.state, '2027-02-11T20:00:00.000Z').facts)).toEqual([]);
    const answered = step(reviewed(review()), overdue.state, '2027-02-20T10:00:00.000Z');
    expect(answered.state.placeReview).toBeUndefined();
    expect(answered.facts.map(({ type }) => type)).toEqual(['session.forecast-changed.v1']);
  });

  it('comes back when the review is over, which needs no event', () => {
    const until = '2027-03-01T18:30:00.000Z';
    const given = reviewed(review({ until }));
    const running = step(given, sessionOf({ jurisdiction: abroad }), now).state;
    expect(running.clearance?.decision).toBe('cleared');
    expect(running.nextReviewAt).toBe(until);
    expect(tasks(step(given, running, until).facts)).toHaveLength(1);
  });

  it('is none where the place is listed, or the session is over', () => {
    expect(tasks(step({}, sessionOf(), now).facts)).toEqual([]);
    const ended = { ...sessionOf({ jurisdiction: abroad }), endedAt: now };
    expect(tasks(step({ jurisdiction: abroad }, ended, now).facts)).toEqual([]);
  });
});

describe('a minor where nobody could settle whether they may consent alone', () => {
  const asked = (given: Case = {}): Case => ({ jurisdiction: 'US-NY', birthDate: aged(15), ...given });
  const said = (outcome: PlaceReview['outcome']) => ({
    client: { reviews: [review({ question: 'minor-consent-unsettled', place: 'US-NY', outcome })] },
  });
  it('waits for a person, whose task it is', () => {
    expect(onTreatment(asked())).toBe('fail minor-consent-unsettled');
    const given = asked();
    const { facts } = reviewSession(sessionOf(given), partiesOf(given), policy, now);
    expect(facts.find(({ type }) => type === 'clearance.review-due.v1')?.data).toMatchObject({
      question: 'minor-consent-unsettled',
      place: 'US-NY',
      role: 'compliance',
    });
  });
  it('consents alone only after a person permitted it', () => {
    expect(onTreatment(asked(said('permitted')))).toBe('pass consent-in-force');
    expect(onTreatment(asked(said('not-permitted')))).toBe('fail minor-cannot-consent');
  });
  it('may always have the consent of a guardian instead', () => {
    expect(onTreatment(asked({ consents: { g: { grant: guardian() } } }))).toBe('pass consent-in-force');
  });
  it('needs a parent where the law was read and says so', () => {
    expect(onTreatment(asked({ jurisdiction: 'US-AZ' }))).toBe('fail minor-cannot-consent');
  });
  it('says that a review is not needed where the law is settled', () => {
    const given = review({ question: 'minor-consent-unsettled', place: 'US-WA' });
    expect(reviewPlace(undefined, 'client-1', given, policy, now)?.facts[0]?.data.reason).toBe('law-settled');
  });
});

describe('a part of a country', () => {
  it('inherits from it', () => {
    const german = { ...policy, jurisdictions: [...policy.jurisdictions, 'DE'] };
    expect(blocking(decide({ jurisdiction: 'DE-BY', policy: german }))).toEqual([]);
    expect(blocking(decide({ jurisdiction: 'DE-BY' }))).toEqual(['jurisdiction place-unlisted']);
  });
});

describe('a wrong place', () => {
  const correction = (changes: Partial<PlaceCorrection> = {}): PlaceCorrection => ({
    at: '2027-03-01T17:58:00.000Z',
    eventId: 'urn:example|p1',
    wrong: 'CA',
    right: 'US-CA',
    sessionId: 'session-1',
    ...changes,
  });
  const atCheckIn = (...placeCorrections: readonly PlaceCorrection[]): string[] =>
    blocking(
      decide({
        checkIn: { jurisdiction: 'CA' },
        client: { placeCorrections },
      }),
    );

  it('in a check-in is decided as the right one', () => {
    expect(atCheckIn()).toContain('jurisdiction place-unlisted');
    expect(atCheckIn(correction())).toEqual([]);
  });

  it('stays where the correction is of another session, of the registration, or from before the check-in', () => {
    for (const changes of [
      { sessionId: 'session-2' },
      { sessionId: undefined },
      { at: '2027-03-01T17:54:59.000Z' },
      { wrong: 'US-GA' },
    ])
      expect(atCheckIn(correction(changes))).toContain('jurisdiction place-unlisted');
  });

  it('in the registration changes the forecast', () => {
    const wrongHome: Case = {
      jurisdiction: 'CA',
      licences: partiesOf().clinician.registered.licences,
    };
    const planned = sessionOf({ checkIn: 'none' });
    const forecast = (placeCorrections: readonly PlaceCorrection[]) =>
      reviewSession(
        planned,
        partiesOf({ ...wrongHome, client: { placeCorrections } }),
        policy,
        '2027-02-28T10:00:00.000Z',
      ).state.forecast?.decision;
    expect(forecast([])).toBe('blocked');
    expect(forecast([correction({ sessionId: undefined })])).toBe('cleared');
  });

  it('takes any number of corrections in any order', () => {
    const corrections = [
      correction(),
      correction({
        wrong: 'US-CA',
        right: 'US-GA',
        at: '2027-03-01T17:59:00.000Z',
        eventId: 'urn:example|p2',
      }),
      correction({
        wrong: 'US-GA',
        right: 'US-CA',
        at: '2027-03-01T17:59:30.000Z',
        eventId: 'urn:example|p3',
      }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...corrections, ...corrections], { minLength: 6 }), (shuffled) => {
        const client = shuffled.reduce(
          (state, each) => applyToClient(state, { type: 'place-corrected', correction: each }),
          newClient('client-1'),
        );
        expect(client.placeCorrections).toEqual(corrections);
        expect(atCheckIn(...(client.placeCorrections ?? []))).toEqual([]);
      }),
    );
  });
});
