import type { HttpAnswer } from './http-api.ts';

/** What the stage shows in a browser. Everything from the stage is set as text, never as markup. */
const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Vigil: the local stage</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1c2430; }
  header { display: flex; flex-wrap: wrap; gap: .5rem; align-items: baseline; }
  h1 { font-size: 1.3rem; margin: 0 auto 0 0; }
  h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
  #phones { display: flex; flex-wrap: wrap; gap: 1rem; }
  .phone { border: 1px solid #b9c2ce; border-radius: 1rem; padding: 1rem; width: 19rem; }
  .sms { background: #e8eef6; border-radius: .7rem; margin: .4rem 0; padding: .4rem .7rem; overflow-wrap: anywhere; }
  .reply { background: #d9f0df; margin-left: 2rem; }
  .lost { opacity: .55; text-decoration: line-through; }
  small { color: #596675; }
  form { display: flex; gap: .4rem; } input { flex: 1; min-width: 0; }
  table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid #dde3ea; padding: .2rem .6rem .2rem 0; text-align: left; }
  #problem { color: #a11; }
</style>
<header><h1>The local stage</h1><span id="now"></span><span id="turns"></span></header>
<p id="problem" role="alert"></p>
<h2>Phones</h2><div id="phones"></div>
<h2>Queues</h2><table><thead><tr><th>Queue<th>Visible<th>Delayed<th>In flight</thead><tbody id="queues"></tbody></table>
<h2>Last events</h2><table><thead><tr><th>Time<th>Type<th>Detail</thead><tbody id="events"></tbody></table>
<script>
const at = (id) => document.getElementById(id);
const make = (tag, text, className) => Object.assign(document.createElement(tag), { textContent: text ?? '', className: className ?? '' });
async function ask(path, method = 'GET', body) {
  const answer = await fetch('/_local' + path, { method, body: body && JSON.stringify(body) });
  const value = answer.status === 204 ? undefined : await answer.json();
  at('problem').textContent = answer.ok ? '' : value.error;
  return value;
}
function phoneCard(phone) {
  const card = make('div', '', 'phone');
  const carrier = make('select');
  for (const state of ['ok', 'unreachable', 'opted-out']) carrier.append(Object.assign(make('option', state), { selected: state === phone.carrier }));
  carrier.onchange = () => ask('/phones/' + encodeURIComponent(phone.number), 'PUT', { carrier: carrier.value }).then(show);
  card.append(make('strong', phone.number + ' '), carrier);
  const all = [
    ...phone.messages.map((sms) => ({ ...sms, kind: 'sms' })),
    ...phone.lost.map((sms) => ({ ...sms, kind: 'sms lost' })),
    ...phone.replies.map((sms) => ({ ...sms, kind: 'sms reply' })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  for (const sms of all) { const box = make('div', sms.text, sms.kind); box.append(make('br'), make('small', sms.at)); card.append(box); }
  const form = make('form');
  const text = Object.assign(make('input'), { placeholder: 'Reply', ariaLabel: 'Reply from ' + phone.number });
  form.append(text, make('button', 'Send'));
  form.onsubmit = (event) => { event.preventDefault(); ask('/phones/' + encodeURIComponent(phone.number) + '/reply', 'POST', { text: text.value }).then(show); };
  card.append(form);
  return card;
}
const row = (...cells) => { const tr = make('tr'); tr.append(...cells.map((cell) => make('td', cell))); return tr; };
async function show() {
  const [clock, phones, queues, events] = await Promise.all(['/clock', '/phones', '/queues', '/events'].map((path) => ask(path)));
  at('now').textContent = clock.now;
  at('queues').replaceChildren(...queues.map((queue) => row(queue.name, queue.visible, queue.delayed, queue.inFlight)));
  at('events').replaceChildren(...events.slice(-20).reverse().map((event) => row(event.time, event['detail-type'], JSON.stringify(event.detail))));
  if (!at('phones').contains(document.activeElement)) at('phones').replaceChildren(...phones.map(phoneCard));
}
for (const [label, duration] of [['+1 minute', 'PT1M'], ['+10 minutes', 'PT10M'], ['+1 hour', 'PT1H'], ['+1 day', 'P1D'], ['+1 year', 'P1Y'], ['+7 years', 'P7Y']]) {
  const button = make('button', label);
  button.onclick = () => ask('/clock/advance', 'POST', { duration }).then(show);
  at('turns').append(button, ' ');
}
void show();
setInterval(show, 2000);
</script>
</html>
`;

export const controlPage: HttpAnswer = {
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
  },
  body: html,
};
