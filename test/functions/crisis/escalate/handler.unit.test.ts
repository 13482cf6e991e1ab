import { describe, expect, test } from 'vitest';
import type {
  AggregateKey,
  AggregatesAtOnce,
  SaveOptions,
} from '../../../../functions/platform/state/aggregates.ts';
import { clientKey } from '../../../../functions/clearance/keys.ts';
import { incidentKey } from '../../../../functions/crisis/keys.ts';
import type { Decided } from '../../../../domain/fact.ts';
import type { SmsResult } from '../../../../functions/crisis/sms-sender.ts';
import { clientId, codeIn, type Night, night, phones, tenantId } from '../night.ts';

/** A night in which the client has been flagged; the first step message waits in the queue. */
const flagged = async (...tiers: Parameters<typeof night>): Promise<Night> => {
  const clinic = await night(...tiers);
  await clinic.flag();
  return clinic;
};

const refused = (): Promise<SmsResult> => Promise.resolve({ outcome: 'failed', failure: 'throttled' });

/** Aggregates that fail at the given save of the incident, as if the function had died there. */
const dyingAt = (nthSave: number, aggregates: AggregatesAtOnce): AggregatesAtOnce => {
  let saves = 0;
  return {
    ...aggregates,
    save: <S>(key: AggregateKey<S>, version: number, decided: Decided<S>, options: SaveOptions) => {
      if (key.kind === 'incident' && (saves += 1) === nthSave) {
        return Promise.reject(new Error('the function died'));
      }
      return aggregates.save(key, version, decided, options);
    },
  };
};

const noneOptedOut = {
  optedOut: () => Promise.resolve(false),
  inSandbox: () => Promise.resolve(false),
  monthlyQuotaUsd: () => Promise.resolve(100),
};

describe("a plan of the client's school", () => {
  const tier = (staffId: string) => [{ staffIds: [staffId], answerWithinSeconds: 300 }];
  const ofSchool = { planId: 'north', schoolIds: ['school-north'], tiers: tier('bea') };
  const atSchool = async (schoolId: string) => {
    const clinic = await flagged();
    await clinic.publishRoster(tier('ada'), [ofSchool]);
    const registered = {
      at: '2027-01-01',
      eventId: 'e',
      jurisdiction: 'US-CA',
      profileRecordId: 'r',
      schoolId,
    };
    const state = { clientId, registered, consents: {}, openSessions: [] };
    await clinic.aggregates.save(
      clientKey(tenantId, clientId),
      0,
      { state, facts: [] },
      { now: clinic.at(0) },
    );
    return clinic;
  };

  test('is whom an incident of that client pages, and no other client', async () => {
    const north = await atSchool('school-north');
    await north.escalate(north.lastMessage());
    expect(north.texts.map(({ to }) => to)).toEqual([phones.bea]);
    const south = await atSchool('school-south');
    await south.escalate(south.lastMessage());
    expect(south.texts.map(({ to }) => to)).toEqual([phones.ada]);
  });

  test('that cannot be found out leaves the plan for all: somebody is paged', async () => {
    const { aggregates, dependencies, escalate, lastMessage, texts, log } = await atSchool('school-north');
    const loadAll: AggregatesAtOnce['loadAll'] = (wanted) =>
      'client' in wanted
        ? Promise.reject(new Error('the table stumbles'))
        : dependencies.aggregates.loadAll(wanted);
    expect(await escalate(lastMessage(), { aggregates: { ...aggregates, loadAll } })).toEqual([]);
    expect(texts.map(({ to }) => to)).toEqual([phones.ada]);
    expect(log.lines.map(({ code }) => code)).toContain('school-unknown');
  });
});

describe('the first step message of an incident', () => {
  test('pages everybody of the first tier, each under the code of their own phone, and queues the next step', async () => {
    const { escalate, lastMessage, texts, incident, queued, facts, at } = await flagged();
    expect(await escalate(lastMessage())).toEqual([]);
    expect(texts.map(({ to }) => to).sort()).toEqual([phones.ada, phones.bea]);
    for (const { text } of texts) {
      const code = codeIn(text);
      expect(text).toBe(
        `VIGIL ${code}: CRITICAL, urgent, somebody needs you now. Reply ${code} Y to take it, ${code} N if you cannot. https://example.org/p/${/\w+$/.exec(text)?.[0] ?? 'no link'}`,
      );
    }
    expect(incident()).toMatchObject({ status: 'open', tier: 1, step: 1, nextStepAt: at(300) });
    const { incidentId } = incident();
    expect(queued.at(-1)).toEqual({
      message: { tenantId, clientId, step: { incidentId, number: 1 } },
      delaySeconds: 300,
    });
    expect(facts()).toEqual(['incident.opened.v1', 'incident.paged.v1', 'incident.paged.v1']);
  });

  test('leaves a deadline that the watchdog finds, from before the first text is sent', async () => {
    const { escalate, lastMessage, aggregates, dependencies, at } = await flagged();
    const key = incidentKey(tenantId, clientId);
    const deadlines: unknown[] = [aggregates.peek(key)?.deadline];
    const sms = {
      ...noneOptedOut,
      send: (to: string, text: string) => {
        deadlines.push(aggregates.peek(key)?.deadline);
        return dependencies.sms.send(to, text);
      },
    };
    await escalate(lastMessage(), { sms });
    expect(deadlines).toEqual([at(0), at(30), at(30)]);
    expect(aggregates.peek(key)?.deadline).toBe(at(300));
  });

  test('delivered twice, one after the other, pages once', async () => {
    const { escalate, lastMessage, texts } = await flagged();
    const message = lastMessage();
    await escalate(message);
    await escalate(message);
    expect(texts).toHaveLength(2);
  });

  test('delivered to two workers at once pages once', async () => {
    const { escalate, lastMessage, texts, facts, incident } = await flagged();
    const message = lastMessage();
    const failures = await Promise.all([escalate(message), escalate(message)]);
    expect(failures).toEqual([[], []]);
    expect(texts).toHaveLength(2);
    expect(facts().filter((type) => type === 'incident.paged.v1')).toHaveLength(2);
    expect(incident().step).toBe(1);
  });

  test('delivered to five workers and the watchdog’s message beside it still pages once', async () => {
    const { escalate, lastMessage, watchdogMessage, texts } = await flagged();
    const message = lastMessage();
    await Promise.all([...Array.from({ length: 5 }, () => escalate(message)), escalate(watchdogMessage)]);
    expect(texts).toHaveLength(2);
  });
});

describe('a step message', () => {
  test('that comes early waits again for what is left', async () => {
    const { escalate, lastMessage, queued, texts, turn } = await flagged();
    await escalate(lastMessage());
    const next = lastMessage();
    turn(100);
    await escalate(next);
    expect(queued.at(-1)).toEqual({ message: next, delaySeconds: 200 });
    expect(texts).toHaveLength(2);
  });

  test('of a step that was taken already is dropped, and nothing is queued for it', async () => {
    const { escalate, lastMessage, queued, turn } = await flagged();
    const stale = lastMessage();
    await escalate(stale);
    const waiting = queued.length;
    turn(1000);
    await escalate(stale);
    expect(queued).toHaveLength(waiting);
  });

  test('of an incident before the present one is dropped', async () => {
    const { escalate, lastMessage, texts } = await flagged();
    const { step } = lastMessage();
    await escalate({ tenantId, clientId, step: { number: step?.number ?? 0, incidentId: 'inc-other' } });
    expect(texts).toEqual([]);
  });

  test('of a client without an incident is dropped', async () => {
    const { escalate, texts } = await night();
    expect(await escalate({ tenantId, clientId })).toEqual([]);
    expect(texts).toEqual([]);
  });

  test('of the watchdog does what is due, and does not wait where nothing is', async () => {
    const { escalate, watchdogMessage, queued, texts } = await flagged();
    const waiting = queued.length;
    await escalate(watchdogMessage);
    expect(texts).toHaveLength(2);
    const afterPaging = queued.length;
    expect(afterPaging).toBe(waiting + 1);
    await escalate(watchdogMessage);
    expect(queued).toHaveLength(afterPaging);
  });
});

describe('a function that dies', () => {
  test('between writing the paging down and recording it: the tier is paged again after the lease, not before', async () => {
    const { escalate, lastMessage, texts, turn, dependencies, hastened, incident, at } = await flagged();
    const message = lastMessage();
    const died = await escalate(message, { aggregates: dyingAt(2, dependencies.aggregates) });
    expect(died).toEqual(['message-0']);
    expect(hastened).toEqual([2]);
    expect(texts).toHaveLength(2);
    expect(incident()).toMatchObject({ step: 0, nextStepAt: at(30), paging: { tier: 0 } });

    turn(2);
    await escalate(message);
    expect(texts).toHaveLength(2);
    expect(lastMessage()).toEqual(message);

    turn(28);
    await escalate(message);
    expect(texts).toHaveLength(4);
    expect(incident()).toMatchObject({ step: 1, tier: 1, nextStepAt: at(330) });
    expect(incident()).not.toHaveProperty('paging');
  });

  test('and whose message is lost with it: the watchdog has the tier paged again', async () => {
    const { escalate, lastMessage, watchdogMessage, texts, turn, dependencies } = await flagged();
    await escalate(lastMessage(), { aggregates: dyingAt(2, dependencies.aggregates) });
    turn(31);
    await escalate(watchdogMessage);
    expect(texts).toHaveLength(4);
  });

  test('before anything was written: the message comes back and pages', async () => {
    const { escalate, lastMessage, texts, dependencies } = await flagged();
    const message = lastMessage();
    expect(await escalate(message, { aggregates: dyingAt(1, dependencies.aggregates) })).toEqual([
      'message-0',
    ]);
    expect(texts).toEqual([]);
    await escalate(message);
    expect(texts).toHaveLength(2);
  });

  test('after recording, before the next message is queued: the message that comes back is stale and the watchdog goes on', async () => {
    const { escalate, lastMessage, watchdogMessage, texts, turn } = await flagged();
    const message = lastMessage();
    const escalation = { send: () => Promise.reject(new Error('the queue is away')) };
    expect(await escalate(message, { escalation })).toEqual(['message-0']);
    await escalate(message);
    expect(texts).toHaveLength(2);
    turn(306);
    await escalate(watchdogMessage);
    expect(texts).toHaveLength(3);
  });
});

describe('phones that fail', () => {
  test('all of a tier: the next tier is paged in the same run', async () => {
    const { escalate, lastMessage, textsTo, dependencies, incident, log } = await flagged();
    const sms = {
      ...noneOptedOut,
      send: (to: string, text: string) => (to === phones.cora ? dependencies.sms.send(to, text) : refused()),
    };
    await escalate(lastMessage(), { sms });
    expect(textsTo('cora')).toHaveLength(1);
    expect(incident()).toMatchObject({ tier: 2, step: 2 });
    expect(log.counted).toMatchObject({ SmsFailed: 2, SmsAccepted: 1 });
  });

  test('every one: the run ends, and everybody is tried again after the repeat', async () => {
    const { escalate, lastMessage, incident, log, at, facts } = await flagged();
    expect(await escalate(lastMessage(), { sms: { ...noneOptedOut, send: refused } })).toEqual([]);
    expect(incident()).toMatchObject({ status: 'open', nextStepAt: at(120) });
    expect(log.counted).toMatchObject({ EscalationExhausted: 1, SmsFailed: 6 });
    expect(facts().filter((type) => type === 'incident.paged.v1')).toHaveLength(6);
  });

  test('by a fault are tried three times before they count as failed, and keep nobody else from being paged', async () => {
    const { escalate, lastMessage, textsTo, dependencies, aggregates } = await flagged();
    let tries = 0;
    const sms = {
      ...noneOptedOut,
      send: (to: string, text: string) => {
        if (to !== phones.ada) return dependencies.sms.send(to, text);
        tries += 1;
        return Promise.reject(new Error(`no route to ${to}`));
      },
    };
    await escalate(lastMessage(), { sms });
    expect(tries).toBe(3);
    expect(textsTo('bea')).toHaveLength(1);
    const failed = aggregates.facts.find(({ data }) => 'failure' in data);
    expect(failed?.data).toMatchObject({ staffId: 'ada', outcome: 'failed', failure: 'fault' });
  });

  test('by a fault of Vigil’s own, all of a tier, call the people on standby; phones that refuse do not', async () => {
    const { escalate, lastMessage, standby, dependencies, turn } = await flagged();
    const vault = { ...dependencies.vault, open: () => Promise.reject(new Error('the key is disabled')) };
    await escalate(lastMessage(), { vault });
    // Once for each tier; who texts them sends one for the client.
    const body: unknown = expect.stringContaining('"tenantId":"clinic","clientId":"client-1"');
    const call = { trouble: 'outage', body };
    expect(standby).toEqual([call, call]);
    turn(300);
    const refused = () => Promise.resolve({ outcome: 'failed', failure: 'opted-out' } as const);
    await escalate(lastMessage(), { sms: { ...noneOptedOut, send: refused } });
    expect(standby).toHaveLength(2);
  });

  test('once, by a fault that passes, cost nobody their page', async () => {
    const { escalate, lastMessage, textsTo, dependencies } = await flagged();
    let faults = 0;
    const vault = {
      ...dependencies.vault,
      open: (...asked: Parameters<typeof dependencies.vault.open>) =>
        (faults += 1) <= 2 ? Promise.reject(new Error('throttled')) : dependencies.vault.open(...asked),
    };
    await escalate(lastMessage(), { vault });
    expect(textsTo('ada')).toHaveLength(1);
    expect(textsTo('bea')).toHaveLength(1);
  });

  test('once, by a fault that passes, cost nobody the notice that somebody has it', async () => {
    const { escalate, lastMessage, reply, textsTo, dependencies } = await flagged();
    await escalate(lastMessage());
    let faults = 0;
    const sms = {
      ...dependencies.sms,
      send: (to: string, text: string) =>
        /somebody has it/.test(text) && (faults += 1) === 1
          ? Promise.reject(new Error('throttled'))
          : dependencies.sms.send(to, text),
    };
    await reply('ada', `${codeIn(textsTo('ada')[0])} y`);
    await escalate(lastMessage(), { sms });
    expect(faults).toBe(2);
    expect(textsTo('bea').filter((text) => /somebody has it/.test(text))).toHaveLength(1);
  });

  test('are recorded as such where the sealed contacts are gone', async () => {
    const { escalate, lastMessage, dependencies, aggregates } = await flagged();
    const records = { ...dependencies.records, get: () => Promise.resolve(undefined) };
    await escalate(lastMessage(), { records });
    const paged = aggregates.facts.filter(({ type }) => type === 'incident.paged.v1');
    expect(paged[0]?.data).toMatchObject({ outcome: 'failed', failure: 'contacts-missing' });
  });
});

describe('a roster', () => {
  test('that names nobody is looked at again after a minute, and counted', async () => {
    const { escalate, lastMessage, queued, log, facts, publishRoster, texts, turn } = await flagged([]);
    await escalate(lastMessage());
    expect(log.counted['NobodyToPage']).toBe(1);
    expect(facts()).toEqual(['incident.opened.v1', 'incident.tier-skipped.v1']);
    expect(queued.at(-1)?.delaySeconds).toBe(60);
    await publishRoster([{ staffIds: ['cora'], answerWithinSeconds: 60 }]);
    turn(60);
    await escalate(lastMessage());
    expect(texts.map(({ to }) => to)).toEqual([phones.cora]);
  });

  test('whose tiers are exhausted is paged again and again, in other words', async () => {
    const { escalate, lastMessage, textsTo, turn, log } = await flagged();
    await escalate(lastMessage());
    turn(300);
    await escalate(lastMessage());
    turn(200);
    await escalate(lastMessage());
    turn(120);
    await escalate(lastMessage());
    expect(textsTo('ada').map((text) => /STILL OPEN/.test(text))).toEqual([false, true, true]);
    expect(new Set(textsTo('ada').map(codeIn)).size).toBe(1);
    expect(log.counted['EscalationExhausted']).toBe(2);
  });
});

describe('an incident that somebody has taken', () => {
  const taken = async (): Promise<Night> => {
    const clinic = await flagged();
    await clinic.escalate(clinic.lastMessage());
    clinic.turn(60);
    await clinic.reply('ada', 'Y');
    return clinic;
  };

  test('is asked about when the check-in is due, and escalates again where nobody answers', async () => {
    const { escalate, lastMessage, textsTo, turn, incident } = await taken();
    turn(900);
    await escalate(lastMessage());
    expect(textsTo('ada').at(-1)).toMatch(/are you on it\?/);
    // The page, and the word that somebody has it.
    expect(textsTo('bea')).toHaveLength(2);
    expect(textsTo('bea').at(-1)).toMatch(/somebody has it/);
    turn(300);
    await escalate(lastMessage());
    expect(textsTo('cora').at(-1)).toMatch(/STILL OPEN/);
    expect(incident()).toMatchObject({ status: 'open', round: 1 });
  });

  test('is not paged any more by the message that was waiting for the next tier', async () => {
    const clinic = await flagged();
    await clinic.escalate(clinic.lastMessage());
    const waiting = clinic.lastMessage();
    await clinic.reply('ada', 'Y');
    clinic.turn(300);
    await clinic.escalate(waiting);
    expect(clinic.textsTo('cora')).toEqual([]);
  });

  test('while its pages are going out stays taken, and the pages are recorded', async () => {
    const clinic = await flagged();
    const { escalate, lastMessage, reply, dependencies, incident, facts } = clinic;
    let answered = false;
    const sms = {
      ...noneOptedOut,
      send: async (to: string, text: string) => {
        const sent = await dependencies.sms.send(to, text);
        if (!answered && to === phones.ada) {
          answered = true;
          await reply('ada', 'Y');
        }
        return sent;
      },
    };
    await escalate(lastMessage(), { sms });
    expect(incident()).toMatchObject({ status: 'acknowledged', responder: 'ada' });
    expect(facts().filter((type) => type === 'incident.paged.v1')).toHaveLength(2);
    expect(incident().pages).toHaveLength(2);
  });

  test('reminds the responder to close it, once the client is safe', async () => {
    const { escalate, lastMessage, reply, textsTo, turn } = await taken();
    await reply('ada', `${codeIn(textsTo('ada')[0])} W`);
    turn(86_400);
    await escalate(lastMessage());
    expect(textsTo('ada').at(-1)).toMatch(/please close it/);
  });
});

test('a message that no repetition can make readable is set aside at once, and does not come back', async () => {
  const { escalate, aside } = await flagged();
  expect(await escalate('not json')).toEqual([]);
  expect(await escalate({ not: 'a step' })).toEqual([]);
  expect(aside).toHaveLength(2);
});

test('one that cannot be set aside comes back', async () => {
  const { escalate } = await flagged();
  const setAside = () => Promise.reject(new Error('the queue is away'));
  expect(await escalate('not json', { setAside })).toEqual(['message-0']);
});

test('a try that fails tells how old its message is, and comes back within a minute', async () => {
  const { escalate, lastMessage, log, hastened } = await flagged();
  const aggregates = { loadAll: () => Promise.reject(new Error('the table is away')) } as never;
  expect(await escalate(lastMessage(), { aggregates })).toEqual(['message-0']);
  expect(log.counted['FailedMessageAgeSeconds']).toBeGreaterThan(3600);
  expect(hastened.at(-1)).toBeLessThanOrEqual(60);
});

test('an aggregate that is always fought over comes back', async () => {
  const { escalate, lastMessage, dependencies, log } = await flagged();
  const contended: AggregatesAtOnce = {
    ...dependencies.aggregates,
    save: () => Promise.resolve('conflict'),
  };
  expect(await escalate(lastMessage(), { aggregates: contended })).toEqual(['message-0']);
  expect(log.lines.map(({ fields }) => fields['error'])).toContain('ContentionError');
});

test('no log line and no fact of a whole escalation holds a phone number or the words of a text', async () => {
  const { escalate, lastMessage, reply, log, aggregates, queued, turn } = await flagged();
  await escalate(lastMessage());
  turn(300);
  await escalate(lastMessage());
  await reply('ada', 'Y');
  const left = JSON.stringify([log.lines, aggregates.facts, queued]);
  for (const number of Object.values(phones)) expect(left).not.toContain(number);
  expect(left).not.toMatch(/somebody needs you|VIGIL/);
});
