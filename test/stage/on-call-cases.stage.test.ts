import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Clinic, codeIn, furnish, openClinic, phones } from '../../demo/clinic.ts';
import { clientWatched } from '../../events/client-watched.ts';
import { riskFlagged } from '../../events/risk-flagged.ts';
import { screeningSubmitted } from '../../events/screening-submitted.ts';
import { sessionConnectionLost } from '../../events/session-connection-lost.ts';
import { sessionScheduled } from '../../events/session-scheduled.ts';
import { sessionStarted } from '../../events/session-started.ts';
import { startStage, type Stage } from '../../local/stage.ts';
import { expectedTexts } from './expected-texts.ts';

let stage: Stage;
let clinic: Clinic;
let number = 0;
const { next, say, finish, nothingMore, forget } = expectedTexts(() => clinic);

beforeAll(async () => {
  stage = await startStage({ assembly: 'cdk.out' });
  clinic = await openClinic(stage.url);
  await furnish(clinic);
}, 120_000);
afterAll(async () => {
  await stage.close();
});
beforeEach(async () => {
  // More than a minute between tests: else they would be a storm.
  await clinic.stage.advance('PT2M');
  await forget();
  number += 1;
});
afterEach(async () => {
  await nothingMore();
});

const client = () => `client-case-${number}`;
const flag = (clientId = client(), trigger: 'panic-client' | 'phq9-item9' = 'panic-client') =>
  clinic.state(riskFlagged, { clientId, trigger });

describe('on call', () => {
  test('tier 1 at once, tier 2 when its time is over, silence once it is taken', async () => {
    await flag();
    await next(phones.ada, 'urgent');
    await clinic.stage.advance('PT4M50S');
    await clinic.stage.advance('PT15S');
    const code = codeIn(await next(phones.bea, 'urgent'));
    await say(phones.bea, `${code}Y`, 'it is yours');
    await next(phones.ada, 'somebody has it already');
    await clinic.stage.advance('PT14M');
    await finish(phones.bea, code);
  });

  test('any case, spaces and quotes; a second one is told who is late; codes that are not open are named', async () => {
    await flag();
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, '0000 y', 'none of your open codes');
    await say(phones.ada, `  “y ${code}”  `, 'it is yours');
    await say(phones.ada, 'w', 'To close reply');
    await say(phones.ada, `${code} C1`, 'closed');
    await say(phones.ada, `${code} y`, 'closed already');
    await say(phones.ada, `${code} f`, 'noted');
    await say(phones.ada, `${code} r`, 'noted');
  });

  test('a bare reply with two open asks which; the same flag twice is one incident', async () => {
    await flag(`${client()}-a`);
    await flag(`${client()}-b`);
    const codes = [codeIn(await next(phones.ada, 'urgent')), codeIn(await next(phones.ada, 'urgent'))];
    const asked = await say(phones.ada, 'y', 'you have 2 open');
    for (const code of codes) expect(asked).toContain(code);
    for (const code of codes) {
      await say(phones.ada, `${code} y`, 'it is yours');
      await finish(phones.ada, code);
    }
  });

  test('a trigger that is worse pages again, one that is not does not', async () => {
    await flag(client(), 'phq9-item9');
    await next(phones.ada, 'urgent');
    await flag(client(), 'phq9-item9');
    await flag(client(), 'panic-client');
    const code = codeIn(await next(phones.ada, 'STILL OPEN'));
    await say(phones.ada, `${code} y`, 'it is yours');
    await finish(phones.ada, code);
  });

  test('handed over only when another accepts; put off only twice', async () => {
    await flag();
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, 'y', 'it is yours');
    await say(phones.ada, 's', 'asked again later');
    await say(phones.ada, 's', 'asked again later');
    await say(phones.ada, 's', 'cannot wait any longer');
    await say(phones.ada, 'h', 'yours until somebody accepts');
    const hers = codeIn(await next(phones.bea, 'take over'));
    await say(phones.ada, 'n x', 'not understood');
    await say(phones.bea, `${hers} y`, 'it is yours');
    await next(phones.ada, 'taken over from you');
    await say(phones.ada, `${code} w`, 'somebody has it already');
    await finish(phones.bea, hers);
  });

  test('SNS refuses the text: the next tier at once', async () => {
    await clinic.stage.addFault({
      service: 'sns',
      operation: 'Publish',
      function: 'escalate',
      nth: 1,
      error: 'InvalidParameter',
    });
    await flag();
    await clinic.stage.clearFaults();
    const code = codeIn(await next(phones.bea, 'urgent'));
    await say(phones.bea, 'y', 'it is yours');
    await finish(phones.bea, code);
  });

  test('answers to a questionnaire: item 4 of the C-SSRS is an incident, none of them is nothing', async () => {
    const no = { '1': 0, '2': 0, '3': 0, '4': 0, '5': 0, '6-lifetime': 0, '6-past-3-months': 0 };
    await clinic.state(screeningSubmitted, { clientId: client(), instrument: 'cssrs-screener', answers: no });
    await clinic.state(screeningSubmitted, {
      clientId: client(),
      instrument: 'cssrs-screener',
      answers: { ...no, '4': 1 },
    });
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, 'y', 'it is yours');
    await finish(phones.ada, code);
  });

  test('a connection that is lost and not made good is an alarm for a client at elevated risk only', async () => {
    const lost = (id: string) =>
      clinic.state(sessionConnectionLost, { sessionId: `session-${id}`, clientId: id, party: 'client' });
    await lost(`${client()}-calm`);
    await lost(client());
    // That the risk is elevated becomes known only after the loss: the loss was no alarm, its staying away is.
    await clinic.state(clientWatched, { clientId: client(), level: 'elevated' });
    await clinic.stage.advance('PT5M');
    await clinic.stage.advance('PT2M');
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, 'y', 'it is yours');
    await finish(phones.ada, code);
    const detected = (await clinic.stage.events('risk.detected.v1')).filter(
      ({ detail }) => detail.data['clientId'] === client(),
    );
    expect(detected.map(({ detail }) => detail.data['trigger'])).toEqual(['connection-unresolved-at-risk']);
  });

  test('a session that is missed is an alarm for a client at elevated risk, one that begins is none', async () => {
    const now = (await clinic.stage.now()).toISOString();
    const plan = (id: string) =>
      clinic.state(sessionScheduled, {
        sessionId: `session-${id}`,
        clientId: id,
        clinicianId: 'clinician-21',
        startsAt: now,
      });
    for (const id of [client(), `${client()}-there`]) {
      await clinic.state(clientWatched, { clientId: id, level: 'elevated' });
      await plan(id);
    }
    await plan(`${client()}-calm`);
    await clinic.state(sessionStarted, {
      sessionId: `session-${client()}-there`,
      clientId: `${client()}-there`,
    });
    await clinic.stage.advance('PT13M');
    await clinic.stage.advance('PT4M');
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, 'y', 'it is yours');
    await finish(phones.ada, code);
  });

  test('help asked for when it is taken pages the next tier; who has it keeps it, and is not paged again', async () => {
    await flag();
    const code = codeIn(await next(phones.ada, 'urgent'));
    await say(phones.ada, `${code} y`, 'it is yours');
    await say(phones.ada, `${code} e`, 'others are asked to help');
    const hers = codeIn(await next(phones.bea, 'asks for help'));
    await say(phones.bea, `${hers} y`, 'you are helping');
    await next(phones.ada, 'somebody joins you');
    await clinic.stage.advance('PT6M');
    await finish(phones.ada, code);
  });

  test('an outage over two due times: one page for each person when it is over, not one for each time', async () => {
    await flag();
    await next(phones.ada, 'urgent');
    await clinic.stage.addFault({
      service: 'dynamodb',
      operation: 'BatchGetItem',
      function: 'escalate',
      nth: '*',
      error: 'InternalServerError',
    });
    await clinic.stage.advance('PT11M');
    await clinic.stage.clearFaults();
    await clinic.stage.advance('PT2M');
    const hers = codeIn(await next(phones.bea, 'urgent'));
    await say(phones.bea, `${hers} y`, 'it is yours');
    await next(phones.ada, 'somebody has it already');
    await finish(phones.bea, hers);
  });

  test('a phone that is off: the next person in seconds', async () => {
    await clinic.stage.setCarrier(phones.ada, 'unreachable');
    await flag(`${client()}-off`);
    await clinic.stage.advance('PT3S');
    const code = codeIn(await next(phones.bea, 'urgent'));
    await clinic.stage.setCarrier(phones.ada, 'ok');
    await say(phones.bea, `${code} y`, 'it is yours');
    await finish(phones.bea, code);
  });

  test('nonsense is explained three times an hour, strangers never', async () => {
    await clinic.stage.advance('PT61M');
    for (let time = 0; time < 3; time += 1) await say(phones.bea, 'hello?', 'not understood');
    await clinic.answer(phones.bea, 'hello?');
    await clinic.answer('+12025550177', 'y');
    expect(await clinic.textsOn('+12025550177')).toEqual([]);
  });

  test('six at once: three texts, then one that bundles the rest, whose one code takes all of them', async () => {
    for (const each of ['a', 'b', 'c', 'd', 'e', 'f']) await flag(`${client()}-${each}`);
    const codes = [];
    for (let text = 0; text < 3; text += 1) codes.push(codeIn(await next(phones.ada, 'urgent')));
    await clinic.stage.advance('PT1M');
    const bundle = await next(phones.ada, 'VIGIL: 3 open for you');
    const all = /Reply (\d{4}) Y/.exec(bundle)?.[1] ?? '';
    await say(phones.ada, `${all} y`, '3 are yours');
    for (const code of codes) await say(phones.ada, `${code} y`, 'it is yours');
  });
});
