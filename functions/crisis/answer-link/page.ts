import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Incident } from '../../../domain/crisis/incident.ts';
import { type Markup, render } from '../../platform/http/html.ts';
import { outcomesByDigit } from '../../../domain/crisis/reply.ts';

const style = `body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:0 auto;padding:1rem;color:#111;background:#fff}
button,select{font:inherit;width:100%;padding:.9rem;margin:.3rem 0;border:1px solid #444;border-radius:.5rem;background:#f2f2f2;color:#111}
button.first{background:#0b5394;color:#fff;border-color:#0b5394}fieldset{border:1px solid #bbb;border-radius:.5rem;margin:1rem 0}
:focus-visible{outline:3px solid #b45309;outline-offset:2px}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** No script, no external content, no caching, and no referrer that would leak the link. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

const page = (statusCode: number, title: string, body: Markup): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers,
  body: render(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <title>${title}</title>
          <style>
            ${raw(style)}
          </style>
        </head>
        <body>
          <main>${body}</main>
        </body>
      </html>`,
  ),
});

/** A page that only says something. */
export const messagePage = (statusCode: number, words: string): APIGatewayProxyStructuredResultV2 =>
  page(
    statusCode,
    'VIGIL',
    html`<h1>VIGIL</h1>
      <p>${words}</p>`,
  );

export interface Shown {
  readonly code: string;
  /** Whose link it is. */
  readonly staffId: string;
  /** Nothing where it is over and the client's item holds a later one. */
  readonly incident: Incident | undefined;
  readonly colleagues: readonly string[];
  readonly token: string;
}

/** The status of an incident and what the reader may do: ids and codes, nothing about the client. */
export const incidentPage = (shown: Shown): APIGatewayProxyStructuredResultV2 => {
  const { code, incident } = shown;
  const heading = html`<h1>VIGIL ${code}</h1>`;
  const status = html`<p role="status">${statusOf(shown)}</p>`;
  const since =
    incident === undefined
      ? ''
      : html`<p>Opened <time>${incident.openedAt}</time>, ${incident.severity}.</p>`;
  return page(200, `VIGIL ${code}`, html`${heading}${status}${since}${buttonsFor(shown)}`);
};

const statusOf = ({ incident, staffId }: Shown): string => {
  switch (incident?.status) {
    case undefined:
    case 'closed':
      return 'It is closed.';
    case 'open':
      return 'Nobody has taken it yet.';
    case 'acknowledged':
      return incident.responder === staffId ? 'It is yours.' : `${incident.responder} has it.`;
    case 'welfare-confirmed':
      return `${incident.responder === staffId ? 'You have' : `${incident.responder} has`} confirmed that the person is safe. It is to be closed.`;
  }
};

const buttonsFor = (shown: Shown): readonly Markup[] => {
  const { incident, staffId, token, colleagues } = shown;
  const form = (inner: Markup) =>
    html`<form method="post"><input type="hidden" name="token" value="${token}" />${inner}</form>`;
  const button = (verb: string, label: string, first = false) =>
    html`<button name="verb" value="${verb}" ${first ? raw(' class="first"') : ''}>${label}</button>`;
  const tasks = (incident?.tasks ?? [])
    .filter((task) => task.staffId === staffId)
    .map(({ kind }) =>
      form(button(`${kind}-done`, kind === 'review' ? 'The review is done' : 'The follow-up is done')),
    );
  if (incident === undefined || incident.status === 'closed') return tasks;
  if (incident.status === 'open')
    return [
      form(button('take', 'I take it', true)),
      form(button('pass', 'I cannot')),
      form(button('escalate', 'Page the next now')),
      ...tasks,
    ];
  if (incident.responder !== staffId) {
    const ask = incident.status === 'acknowledged' ? incident.ask : undefined;
    if (ask?.staffIds.includes(staffId) !== true) return tasks;
    return [form(button('take', ask.kind === 'hand-over' ? 'I take over' : 'I join', true)), ...tasks];
  }
  if (incident.status === 'welfare-confirmed') {
    const outcomes = Object.values(outcomesByDigit).map(
      (outcome) => html`<option value="${outcome}">${outcome.replaceAll('-', ' ')}</option>`,
    );
    const choose = html`<label
      >How it ended
      <select name="outcome">
        ${outcomes}
      </select></label
    >`;
    return [form(html`${choose}${button('close', 'Close it', true)}`), ...tasks];
  }
  const options = colleagues.map((id) => html`<option value="${id}">${id}</option>`);
  const others = html`<fieldset>
    <legend>Others</legend>
    <label
      >Whom
      <select name="colleague">
        <option value="">next on call</option>
        ${options}
      </select></label
    >${button('escalate', 'Ask for help')}${button('hand-over', 'Hand over')}
  </fieldset>`;
  return [
    form(button('welfare', 'The person is safe', true)),
    form(button('arrived', 'I am with the person')),
    ...(incident.askedToCheckIn ? [form(button('take', 'I am on it'))] : []),
    form(button('snooze', 'Ask me again later')),
    form(others),
    form(button('pass', 'Give it back')),
    ...tasks,
  ];
};
