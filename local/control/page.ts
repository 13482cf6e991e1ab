import { html, raw } from 'hono/html';
import type { HttpAnswer } from '../http-api.ts';
import type { BusEvent } from '../services/event-bridge/events.ts';
import type { PhoneCall } from '../services/connect/phone-calls.ts';
import type { Phone } from '../services/sns/phones.ts';
import type { ShownClock } from './clock.ts';

/** Why the stage did not do what the page asked for; with a duration, the turn can still be chosen. */
export interface Problem {
  readonly text: string;
  readonly duration?: string;
}

interface Shown {
  readonly clock: ShownClock;
  readonly phones: readonly Phone[];
  /** Those under way. */
  readonly phoneCalls: readonly PhoneCall[];
  readonly queues: readonly {
    readonly name: string;
    readonly visible: number;
    readonly delayed: number;
    readonly inFlight: number;
  }[];
  readonly events: readonly BusEvent[];
  readonly problem?: Problem;
}

/** More of a phone's texts would make the page endless after a long turn. */
const mostTexts = 20;

const turns = {
  PT1M: '+1 minute',
  PT10M: '+10 minutes',
  PT1H: '+1 hour',
  P1D: '+1 day',
  P1Y: '+1 year',
  P7Y: '+7 years',
};

/** What the stage shows in a browser: plain forms. A script only keeps the page fresh. */
export async function controlPage(shown: Shown): Promise<HttpAnswer> {
  const body = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${shown.clock.turning && html`<noscript><meta http-equiv="refresh" content="2" /></noscript>`}
        <title>Vigil: the local stage</title>
        ${style}
      </head>
      <body>
        <header><h1>The local stage</h1></header>
        <main>
          ${problemOf(shown.problem)} ${clockOf(shown.clock)}
          <h2>Phones</h2>
          <div class="phones">${shown.phones.map(phoneOf)}</div>
          ${shown.phoneCalls.map(callOf)}
          <h2>Queues</h2>
          ${table(
            'Queues',
            ['Queue', 'Visible', 'Delayed', 'In flight'],
            shown.queues.map(({ name, visible, delayed, inFlight }) => [name, visible, delayed, inFlight]),
          )}
          <h2>Last events</h2>
          ${table(
            'Last events',
            ['Time', 'Type', 'Detail'],
            shown.events.map((event) => [event.time, event['detail-type'], JSON.stringify(event.detail)]),
          )}
        </main>
        ${script}
      </body>
    </html>`;
  return { status: 200, headers, body: body.toString() };
}

const problemOf = (problem: Problem | undefined) =>
  problem &&
  html`<div class="problem" role="alert">
    <p>${problem.text}</p>
    ${
      problem.duration !== undefined &&
      html`${choice(problem.duration, 'true', 'At most once an hour')}
      ${choice(problem.duration, 'false', 'Play everything')}`
    }
  </div>`;

const choice = (duration: string, thin: string, label: string) =>
  html`<form method="post" action="/_local/clock/advance">
    <input type="hidden" name="duration" value="${duration}" />
    <input type="hidden" name="thin" value="${thin}" /> <input type="hidden" name="wait" value="false" />
    <button>${label}</button>
  </form>`;

const clockOf = ({ now, openIncidents, turning }: ShownClock) =>
  html`<section aria-label="Clock">
    <p><time>${now}</time>${openIncidents > 0 && html`, open incidents: ${openIncidents}`}</p>
    <form action="/_local/"><button>Refresh</button></form>
    ${
      turning
        ? html`<form method="post" action="/_local/clock/cancel">
            <progress aria-label="Turning the clock" max="100" value="${turning.percent}"></progress>
            ${turning.percent} % of the way to ${turning.until}, ${turning.stops}
            stops${turning.thin && ', at most one an hour'}
            <button>Cancel</button>
          </form>`
        : html`<form method="post" action="/_local/clock/advance">
            <input type="hidden" name="wait" value="false" />
            ${Object.entries(turns).map(
              ([duration, label]) => html`<button name="duration" value="${duration}">${label}</button> `,
            )}
          </form>`
    }
  </section>`;

function phoneOf({ number, carrier, messages, lost, replies }: Phone) {
  const all = [
    ...messages.map((sms) => ({ ...sms, kind: '' })),
    ...lost.map((sms) => ({ ...sms, kind: 'lost' })),
    ...replies.map((sms) => ({ ...sms, kind: 'reply' })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const action = `/_local/phones/${encodeURIComponent(number)}`;
  return html`<section class="phone" aria-label="Phone ${number}">
    <strong>${number}</strong>
    <form method="post" action="${action}">
      <select name="carrier" aria-label="Carrier of ${number}">
        ${['ok', 'unreachable', 'opted-out'].map(
          (state) => html`<option ${state === carrier ? 'selected' : ''}>${state}</option>`,
        )}
      </select>
      <button>Set</button>
    </form>
    ${all.length > mostTexts && html`<p class="quiet">${all.length - mostTexts} earlier texts</p>`}
    ${all
      .slice(-mostTexts)
      .map(
        ({ kind, text, at }) =>
          html`<p class="sms ${kind}">
            ${kind === 'lost' ? html`<s>${text}</s> (not delivered)` : text}<br /><small>${at}</small>
          </p>`,
      )}
    <form method="post" action="${action}/reply">
      <input name="text" required placeholder="Reply" aria-label="Reply from ${number}" />
      <button>Send</button>
    </form>
  </section>`;
}

function callOf({ contactId, number, status, heard }: PhoneCall) {
  const button = (action: string, label: string, field?: readonly [name: string, value: string]) =>
    html`<form method="post" action="/_local/phone-calls/${contactId}/${action}">
      ${field && html`<input type="hidden" name="${field[0]}" value="${field[1]}" />`}
      <button aria-label="${label}, call to ${number}">${label}</button>
    </form>`;
  return html`<section class="phone" aria-label="Call to ${number}">
    <strong>${number} ${status === 'ringing' ? 'is ringing' : 'is on the phone'}</strong>
    ${heard.map((words) => html`<p class="sms">${words}</p>`)}
    ${
      status === 'ringing'
        ? html`${button('answer', 'Pick up', ['by', 'person'])}
          ${button('answer', 'Voicemail', ['by', 'voicemail'])}`
        : html`${button('press', 'Press 1', ['key', '1'])} ${button('press', 'Press 2', ['key', '2'])}`
    }
    ${button('hang-up', 'Hang up')}
  </section>`;
}

const table = (name: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  html`<div class="wide" role="region" aria-label="${name}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const style = raw(`<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 72rem; padding: 0 1rem; color: #1c2430; }
  h1 { font-size: 1.3rem; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
  .phones { display: flex; flex-wrap: wrap; gap: 1rem; }
  .phone { border: 1px solid #b9c2ce; border-radius: 1rem; box-sizing: border-box; padding: 1rem; width: min(19rem, 100%); }
  .sms { background: #e8eef6; border-radius: .7rem; margin: .4rem 0; padding: .4rem .7rem; overflow-wrap: anywhere; }
  .reply { background: #d9f0df; margin-left: 2rem; }
  small, .quiet { color: #4a5665; }
  form { display: flex; flex-wrap: wrap; gap: .4rem; margin: .4rem 0; align-items: center; }
  input { flex: 1; min-width: 0; }
  .wide { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  td, th { border-bottom: 1px solid #dde3ea; padding: .2rem .6rem .2rem 0; text-align: left; overflow-wrap: anywhere; }
  .problem { color: #a11; }
</style>`);

/** Replaces what the server shows, unless somebody is writing in it or has a problem to read. */
const script = raw(`<script>
  setInterval(async () => {
    const main = document.querySelector('main');
    if (main.querySelector('.problem') || main.querySelector('input:focus, select:focus')) return;
    const page = new DOMParser().parseFromString(await (await fetch('/_local/')).text(), 'text/html');
    main.replaceWith(page.querySelector('main'));
  }, 2000);
</script>`);

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'self'",
};
