import { nextStep, type PageResult, recordPages, type Plan } from '../../../domain/crisis/escalate.ts';
import type { CrisisPolicy, Incident, Open, Paging } from '../../../domain/crisis/incident.ts';
import { openIncident, type RiskFlagged } from '../../../domain/crisis/open-incident.ts';
import { type Command, respond } from '../../../domain/crisis/respond.ts';
import { plusSeconds } from '../../../domain/instant.ts';

const start = '2027-03-01T10:00:00.000Z';

/** So many seconds after the first flag. */
export const at = (seconds: number) => plusSeconds(start, seconds);

export const policy: CrisisPolicy = {
  version: '2026-11',
  triggers: { 'panic-client': { severity: 'critical' }, 'phq9-item9': { severity: 'high' } },
  screeners: {
    'phq-9': {
      items: { '9': { values: [0, 1, 2, 3, 'declined'] } },
      rules: [{ items: ['9'], values: [1, 2, 3], action: 'page', trigger: 'phq9-item9' }],
    },
  },
  screeningStaleAfterSeconds: 86_400,
  screeningReviewDueSeconds: 28_800,
  missedAfterSeconds: 900,
  lateAppointmentSeconds: 3600,
  connectionGraceSeconds: 30,
  lateLossSeconds: 43_200,
  watchEndsSeconds: 2_592_000,
  repeatSeconds: 120,
  callAfterSeconds: { critical: 0, high: 120 },
  maxAnswerWithinSeconds: 1800,
  checkInSeconds: 900,
  checkInGraceSeconds: 300,
  snoozeSeconds: 1800,
  maxSnoozes: 2,
  askSeconds: 180,
  closeReminderSeconds: 86_400,
  followUpDueSeconds: 172_800,
  reviewDueSeconds: 604_800,
  taskReminderSeconds: 86_400,
  sendingSeconds: 30,
  nobodyRetrySeconds: 60,
  drill: { day: 2, hour: 11, timeZone: 'America/Chicago' },
  drillAnswerSeconds: 1800,
  linkValidSeconds: 86_400,
  load: {
    nightHours: [22, 7],
    maxPagesPerWeek: 20,
    maxNightsPerWeek: 3,
    maxConsecutiveDays: 7,
    fairShareFactor: 2,
  },
};

export const roster: Plan = {
  tiers: [
    { staffIds: ['ada', 'bea'], answerWithinSeconds: 300 },
    { staffIds: ['cora'], answerWithinSeconds: 200 },
  ],
};

export const flag = (flagged: Partial<RiskFlagged> = {}): RiskFlagged => ({
  eventId: 'evt-1',
  incidentId: 'incident-1',
  tenantId: 'clinic',
  clientId: 'client-1',
  trigger: 'panic-client',
  at: at(0),
  ...flagged,
});

export const opened = (flagged: Partial<RiskFlagged> = {}, current?: Incident, seconds = 0): Open => {
  const decided = openIncident(current, flag(flagged), policy, at(seconds));
  if (decided === 'already-known' || decided.state.status !== 'open') throw new Error('not opened');
  return decided.state;
};

/** The step that is due, which must be a paging. */
export const duePaging = (incident: Incident, seconds: number, onRoster: Plan | undefined = roster) => {
  const step = nextStep(incident, onRoster, policy, at(seconds));
  if (step.action !== 'page') throw new Error(`not a paging but ${step.action}`);
  return step;
};

export const accepted = (paging: Paging): PageResult[] =>
  paging.staffIds.map((staffId) => ({ staffId, outcome: 'accepted', messageId: `sms-${staffId}` }));

export const failed = (paging: Paging): PageResult[] =>
  paging.staffIds.map((staffId) => ({ staffId, outcome: 'failed', failure: 'throttled' }));

/** The incident after the tier that is due was paged and every phone took it. */
export const paged = (incident: Incident = opened(), seconds = 0, onRoster: Plan = roster): Open => {
  const { paging, prepared } = duePaging(incident, seconds, onRoster);
  const { state } = recordPages(prepared.state, paging, accepted(paging), onRoster, policy, at(seconds));
  if (state.status !== 'open') throw new Error('not open');
  return state;
};

/** The incident after an answer that changes it. */
export const answered = (
  incident: Incident,
  staffId: string,
  command: Command,
  seconds: number,
): Incident => {
  const response = respond(incident, staffId, command, policy, at(seconds));
  if (response.outcome !== 'done') throw new Error(`nothing done but ${JSON.stringify(response)}`);
  return response.decided.state;
};

export const take: Command = { verb: 'take' };
export const pass: Command = { verb: 'pass' };
export const welfare: Command = { verb: 'welfare' };
export const close: Command = { verb: 'close', outcome: 'safe-with-support' };

/** Taken by Ada a minute after she was paged. */
export const acknowledged = () => answered(paged(), 'ada', take, 60);
export const welfareConfirmed = () => answered(acknowledged(), 'ada', welfare, 600);
export const closed = () => answered(welfareConfirmed(), 'ada', close, 700);
