import { html, raw } from 'hono/html';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Acknowledged, Incident } from '../../../domain/crisis/incident.ts';
import { outcomesByDigit } from '../../../domain/crisis/reply.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Markup } from '../../platform/http/html.ts';
import { outcomeIn, type Verb } from './form.ts';
import { page } from './layout.ts';
import { ago, localTime } from './local-time.ts';
import { statusIn, type Words } from './words.ts';

export interface Shown {
  readonly words: Words;
  readonly linkId: string;
  readonly code: string;
  /** Whose link it is. */
  readonly staffId: string;
  /** Nothing where it is over and the client's item holds a later one. */
  readonly incident: Incident | undefined;
  readonly colleagues: readonly string[];
  readonly timeZone: string;
  readonly now: Instant;
  /** What each button submits, good once. */
  readonly acts: Readonly<Record<Verb, string>>;
}

/** The status of an incident and what the reader may do: ids and codes, nothing about the client. */
export const incidentPage = (shown: Shown, statusCode = 200): APIGatewayProxyStructuredResultV2 => {
  const { words, code, incident, staffId } = shown;
  const changed = statusCode === 200 ? '' : html`<p role="alert">${words.changed}</p>`;
  const status = html`<p role="status">${statusIn(words, incident, staffId)}</p>`;
  return page(
    statusCode,
    words,
    `VIGIL ${code}`,
    html`${changed}${status}${timesOf(shown)}${buttonsFor(shown)}${tasksOf(shown)}`,
  );
};

const timesOf = ({ words, incident, staffId, timeZone, now }: Shown): Markup | '' => {
  if (incident === undefined) return '';
  const time = (at: Instant) => html`<time datetime="${at}">${localTime(at, timeZone, words.locale)}</time>`;
  const { severity, openedAt } = incident;
  const opened = html`<p class="quiet">
    ${words.severity[severity]}. ${words.opened} ${ago(openedAt, now, words.locale)}, ${time(openedAt)}.
  </p>`;
  if (incident.status !== 'acknowledged' || incident.responder !== staffId) return opened;
  const { askedToCheckIn, checkInDueAt } = incident;
  return html`${opened}
    <p>${askedToCheckIn ? words.answerBy : words.nextCheckIn} ${time(checkInDueAt)}.</p>`;
};

const form = (linkId: string, inner: Markup) => html`<form method="post" action="${linkId}">${inner}</form>`;
const first = raw(' class="first"');

const buttonsFor = (shown: Shown): Markup | '' => {
  const { words, incident, staffId, linkId, acts } = shown;
  if (incident === undefined || incident.status === 'closed') return '';
  const button = (verb: Verb, label: string, isFirst?: 'first') =>
    form(linkId, html`<button name="act" value="${acts[verb]}" ${isFirst ? first : ''}>${label}</button>`);
  if (incident.status === 'open')
    return html`${button('take', words.take, 'first')}${button('pass', words.pass)}${button('escalate', words.pageNext)}`;
  if (incident.status === 'welfare-confirmed') return incident.responder === staffId ? closing(shown) : '';
  if (incident.responder !== staffId) {
    const ask = incident.ask?.staffIds.includes(staffId) === true ? incident.ask : undefined;
    if (ask?.kind === 'hand-over') return button('take', words.accept, 'first');
    const join =
      ask !== undefined
        ? button('take', words.join, 'first')
        : incident.helpers.includes(staffId)
          ? ''
          : button('join', words.join, 'first');
    return html`${join}${secondStep(shown, 'take-over', words.takeOver)}`;
  }
  return html`${incident.askedToCheckIn ? button('take', words.stillOnIt, 'first') : ''}
  ${button('arrived', words.arrived)}${button('snooze', words.snooze)}${asks(shown)}
  ${button('pass', words.giveBack)}${secondStep(shown, 'welfare', words.safe)}`;
};

const asks = ({ words, linkId, colleagues, acts }: Shown): Markup => {
  const options = colleagues.map((id) => html`<option value="${id}">${id}</option>`);
  return form(
    linkId,
    html`<fieldset>
      <legend>${words.others}</legend>
      <label
        >${words.whom}
        <select name="colleague">
          <option value="">${words.nextOnCall}</option>
          ${options}
        </select></label
      >
      <button name="act" value="${acts.escalate}">${words.help}</button>
      <button name="act" value="${acts['hand-over']}">${words.handOver}</button>
    </fieldset>`,
  );
};

/** Leads to the question, and does nothing yet. */
const secondStep = ({ linkId }: Shown, verb: Confirmed, label: string): Markup =>
  html`<form class="apart" action="${linkId}">
    <button name="confirm" value="${verb}">${label}</button>
  </form>`;

const closing = ({ words, linkId }: Shown): Markup => {
  const outcomes = Object.values(outcomesByDigit).map(
    (outcome) => html`<option value="${outcome}">${words.outcome[outcome]}</option>`,
  );
  return html`<form action="${linkId}">
    <label
      >${words.howItEnded}
      <select name="outcome">
        ${outcomes}
      </select></label
    ><button name="confirm" value="close">${words.close}</button>
  </form>`;
};

const tasksOf = ({ words, linkId, incident, staffId, acts }: Shown): readonly Markup[] =>
  (incident?.tasks ?? [])
    .filter((task) => task.staffId === staffId)
    .map(({ kind }) => {
      const label = kind === 'review' ? words.reviewDone : words.followUpDone;
      return form(linkId, html`<button name="act" value="${acts[`${kind}-done`]}">${label}</button>`);
    });

/** What a slip of the thumb must not do: each has a page of its own that asks again. */
export type Confirmed = 'welfare' | 'close' | 'take-over';

/** Asks again before something ends the watch or takes the lead from somebody; nothing where it is not for this person now. */
export const confirmationPage = (
  shown: Shown,
  query: URLSearchParams,
): APIGatewayProxyStructuredResultV2 | undefined => {
  const question = questionOf(shown, query);
  if (question === undefined) return undefined;
  const { words, code, linkId, acts } = shown;
  const { verb, label, after, fields = '' } = question;
  const yes = html`${fields}<button name="act" value="${acts[verb]}" class="first">${label}</button>`;
  return page(
    200,
    words,
    `VIGIL ${code}`,
    html`<p role="status">${words.confirm}</p>
      <p>${after}</p>
      ${form(linkId, yes)}<a class="button" href="${linkId}">${words.back}</a>`,
  );
};

interface Question {
  readonly verb: Confirmed;
  readonly label: string;
  readonly after: string;
  readonly fields?: Markup;
}

const questionOf = ({ words, incident, staffId }: Shown, query: URLSearchParams): Question | undefined => {
  const outcome = outcomeIn(query);
  switch (query.get('confirm')) {
    case 'welfare':
      return isTaken(incident) && incident.responder === staffId
        ? { verb: 'welfare', label: words.confirmSafe, after: words.afterSafe }
        : undefined;
    case 'take-over':
      return isTaken(incident) && incident.responder !== staffId
        ? { verb: 'take-over', label: words.confirmTakeOver, after: words.afterTakeOver(incident.responder) }
        : undefined;
    case 'close':
      return incident?.status === 'welfare-confirmed' &&
        incident.responder === staffId &&
        outcome !== undefined
        ? {
            verb: 'close',
            label: words.confirmClose(words.outcome[outcome]),
            after: words.afterClose,
            fields: html`<input type="hidden" name="outcome" value="${outcome}" />`,
          }
        : undefined;
    default:
      return undefined;
  }
};

const isTaken = (incident: Incident | undefined): incident is Acknowledged =>
  incident?.status === 'acknowledged';
