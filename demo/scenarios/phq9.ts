import { type Clinic, furnish, phones } from '../clinic.ts';
import { connectProvider } from '../providers.ts';
import type { Story } from '../story.ts';

const loinc = 'http://loinc.org';
const questionnaireUrl = 'https://ehr.example.org/fhir/Questionnaire/phq-9';

/** The clinic's own PHQ-9: its link ids mean nothing by themselves, its codes do. */
const questionnaire = {
  resourceType: 'Questionnaire',
  url: questionnaireUrl,
  status: 'active',
  item: [
    { linkId: 'sleep', type: 'choice', code: [{ system: loinc, code: '44259-0' }] },
    { linkId: 'last', type: 'choice', code: [{ system: loinc, code: '44260-8' }] },
  ],
};

const response = (versionId: string, answers: Readonly<Record<string, string>>) => ({
  resourceType: 'QuestionnaireResponse',
  id: 'phq9-response',
  meta: { versionId },
  questionnaire: questionnaireUrl,
  status: 'completed',
  subject: { reference: 'Patient/4711', display: 'Jo Example' },
  item: Object.entries(answers).map(([linkId, code]) => ({
    linkId,
    text: 'Thoughts of an example',
    answer: [{ valueCoding: { system: loinc, code } }],
  })),
});

/** The notification of a record system (Subscriptions R5 Backport, R4): what it is about, then the resources. */
const notification = (...resources: readonly object[]) =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'history',
    entry: [
      {
        resource: {
          resourceType: 'Parameters',
          parameter: [
            { name: 'status', valueCode: 'active' },
            { name: 'type', valueCode: 'event-notification' },
          ],
        },
      },
      ...resources.map((resource) => ({ resource })),
    ],
  });

/** A questionnaire at the record system: one answer of nine, and somebody is called. */
export const phq9 = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { stage, facts, textsOn } = clinic;
  const ehr = await connectProvider(clinic, 'fhir');
  const send = (body: string) =>
    ehr.post(body, { 'content-type': 'application/fhir+json', authorization: `Bearer ${ehr.secret}` });

  await furnish(clinic);
  await tell(
    'A client fills in a PHQ-9 at the record system: bad sleep every night, but no to the ninth question.',
  );
  const calm = notification(questionnaire, response('1', { sleep: 'LA6571-9', last: 'LA6568-5' }));
  await expect('it is taken', (await send(calm)).status, 200);
  await expect('and nobody is called', await facts('incident.'), []);

  await tell('The client leaves the ninth question open. That is not a no, and not a yes.');
  await send(notification(questionnaire, response('2', { sleep: 'LA6571-9' })));
  await expect('nobody is called', await facts('incident.'), []);

  await tell('The client answers the ninth question: on several days.');
  const worrying = notification(questionnaire, response('3', { sleep: 'LA6568-5', last: 'LA6569-3' }));
  await expect('it is taken', (await send(worrying)).status, 200);
  const flagged = (await stage.events('risk.flagged.v1')).at(-1)?.detail.data;
  await expect('the warning names an id of ours and the reason', flagged, {
    clientId: ehr.ids.person('Patient/4711'),
    trigger: 'phq9-item9',
  });
  await expect('an incident is open', (await facts('incident.opened')).length, 1);
  await tell(`Ada's phone shows: "${(await textsOn(phones.ada))[0] ?? 'nothing'}"`);
  await expect('somebody on call is paged', (await textsOn(phones.ada)).length, 1);
  await send(worrying);
  await expect('the same notification again changes nothing', (await facts('incident.opened')).length, 1);

  await tell('An answer that cannot be read is neither: the record system is told so.');
  const odd = await send(notification(questionnaire, response('4', { last: 'often' })));
  await expect('422', odd.status, 422);
  await expect('with an OperationOutcome', JSON.parse(odd.body), {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'code-invalid',
        diagnostics: 'the answer to 44260-8 is neither a LOINC answer, a number of points, nor yes or no',
        expression: ['QuestionnaireResponse.item.answer'],
      },
    ],
  });
  const everywhere = JSON.stringify([await stage.events(), await stage.logs(), await stage.rows('Ledger')]);
  await expect(
    'no name, no answer and no id of the record system stands anywhere',
    ['Jo Example', 'Patient/4711', 'LA6569-3', 'Thoughts of'].filter((text) => everywhere.includes(text)),
    [],
  );
};
