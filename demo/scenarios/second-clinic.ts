import { vigilClient } from '../../client/index.ts';
import { riskFlagged } from '../../events/risk.ts';
import { sessionScheduled } from '../../events/session.ts';
import { checkIn, type Clinic, codeIn, furnish, openClinic, people, phones } from '../clinic.ts';
import type { Story } from '../story.ts';
import { tenantsAt } from '../tenants.ts';

const tenantId = 'second-clinic';

/** A second organization comes, is suspended and leaves, without a deployment; calls for help are answered until the end. */
export const secondClinic = async ({ stage }: Clinic, { tell, expect }: Story): Promise<void> => {
  const { clientId, clinicianId, sessionId } = people;
  const panic = { clientId, sessionId, trigger: 'panic-clinician' } as const;

  await tell('An organization that nobody has added sends an event.');
  const secret = Buffer.from('an example secret of nobody').toString('base64');
  const options = { url: stage.url, tenantId, source: 'urn:example:platform', now: stage.now, attempts: 1 };
  const stranger = vigilClient({ ...options, secret });
  await expect('it is refused', codeOf(await stranger.sendEvent(riskFlagged, panic)), 'tenant-unknown');

  await tell(`vigil tenant add ${tenantId} --name Hillside --language en --zone America/Chicago`);
  const profile = { displayName: 'Hillside', language: 'en', timeZone: 'America/Chicago' } as const;
  await (await tenantsAt(stage)).add(tenantId, { profile, returning: false });
  const clinic = await openClinic(stage.url, tenantId);
  await furnish(clinic);
  await checkIn(clinic);
  await expect('its events are accepted', (await clinic.mayRun({ sessionId })).mayStart, true);

  await tell(`vigil tenant suspend ${tenantId} --reason payment`);
  await (await tenantsAt(stage)).suspend(tenantId, 'payment');
  await stage.advance('PT1M');
  const startsAt = (await stage.now()).toISOString();
  const planned = { sessionId: 'session-new', clientId, clinicianId, startsAt };
  const refused = await clinic.client.sendEvent(sessionScheduled, planned);
  await expect('a new session is refused', codeOf(refused), 'tenant-not-active');
  await tell('The session of before goes on, and its clinician presses the panic button.');
  await clinic.state(riskFlagged, panic);
  const page = (await clinic.textsOn(phones.ada)).at(-1) ?? 'nothing';
  await tell(`Ada's phone shows: "${page}"`);
  await expect('Ada is paged in the name of the clinic', page.startsWith('Hillside '), true);
  const code = codeIn(page);
  await clinic.answer(phones.ada, `${code} Y`);
  await expect('her reply counts', await clinic.facts('incident.acknowledged'), ['incident.acknowledged.v1']);

  await tell(`vigil tenant remove ${tenantId}, with a hand-over in five minutes`);
  const now = await stage.now();
  const handOverAt = new Date(now.getTime() + 5 * 60_000).toISOString();
  await (await tenantsAt(stage)).announceLeave(tenantId, handOverAt);
  const remove = async () => (await tenantsAt(stage)).remove(tenantId);
  await expect('it is not removed before', reasonOf(await remove()), 'hand-over-ahead');
  await stage.advance('PT5M');
  await expect('nor while its incident is open', reasonOf(await remove()), 'incidents-open');
  await tell(`Ada has seen the client safe and closes: "${code} W", "${code} C1".`);
  await clinic.answer(phones.ada, `${code} W`);
  await clinic.answer(phones.ada, `${code} C1`);
  await expect('it is closed', await clinic.facts('incident.closed'), ['incident.closed.v1']);
  await expect('now it can be removed', (await remove()).outcome, 'done');
  await stage.advance('PT1M');
  await expect(
    'and is refused with a reason from then on',
    codeOf(await clinic.client.sendEvent(riskFlagged, panic)),
    'tenant-removed',
  );
  await stage.idle();
  await expect(
    'all of it is on record',
    (await clinic.facts('tenant.')).map((type) => type.replace(/^tenant\.|\.v1$/g, '')),
    ['added', 'suspended', 'leave-announced', 'removed'],
  );
};

const codeOf = (sent: { readonly status: string; readonly problem?: unknown }): unknown =>
  (sent.problem as { readonly code?: string } | undefined)?.code ?? sent.status;

const reasonOf = (administered: { readonly outcome: string; readonly reason?: string }): string =>
  administered.reason ?? administered.outcome;
