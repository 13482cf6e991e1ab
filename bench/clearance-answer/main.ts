/**
 * `npm run bench:answer`: how long a clinician's platform waits for `GET /v1/sessions/{id}/clearance` on the local stage,
 * one question at a time, with warm environments.
 */
import { clearanceRequest } from '../../client/ask-clearance.ts';
import { checkIn, furnish, openClinic, people, readWebhookSecret } from '../../demo/clinic.ts';
import { startStage } from '../../local/stage.ts';

const warmUps = 100;
const samples = 1000;

const stage = await startStage({ assembly: 'cdk.out', environments: 24 });
try {
  const clinic = await openClinic(stage.url);
  await furnish(clinic);
  await checkIn(clinic);
  const secret = await readWebhookSecret(stage.url, 'demo-clinic');
  const options = { url: stage.url, tenantId: 'demo-clinic', secret };
  const sentAt = await clinic.stage.now();

  const waited: number[] = [];
  for (let question = -warmUps; question < samples; question += 1) {
    const { url, headers } = clearanceRequest(options, people, { id: `question-${question}`, sentAt });
    const asked = performance.now();
    const response = await fetch(url, { headers });
    const { mayStart } = (await response.json()) as { mayStart: boolean };
    const ms = performance.now() - asked;
    if (!mayStart) throw new Error(`question ${question} was answered ${response.status}`);
    if (question >= 0) waited.push(ms);
  }
  waited.sort((left, right) => left - right);
  const percentile = (share: number) => (waited[Math.ceil(share * samples) - 1] ?? NaN).toFixed(1);
  console.log(`${samples} questions: p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms`);
} finally {
  await stage.close();
}
