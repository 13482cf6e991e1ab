/** `npm start [-- --port N --data-dir DIR]`: the local stage with a seeded demo clinic, until Ctrl-C. */
import { parseArgs } from 'node:util';
import { startStage } from '../local/stage.ts';
import { furnish, openClinic, phones } from './clinic.ts';
import { readyCurl } from './ready-curl.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4600' }, 'data-dir': { type: 'string' } },
});
const dataDir = values['data-dir'];
const stage = await startStage({
  assembly: 'cdk.out',
  port: Number(values.port),
  ...(dataDir === undefined ? {} : { dataDir }),
}).catch((error: unknown) => {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  console.error(`Port ${values.port} is taken. Choose another: npm start -- --port 4601`);
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stage.close().then(() => process.exit(0)));
}

const clinic = await openClinic(stage.url);
const seeded = (await clinic.stage.rows('State')).some((row) => row['pk'] === 'roster#demo-clinic');
if (!seeded) await furnish(clinic);

const portArgument = values.port === '4600' ? '' : ` -- --port ${values.port}`;
console.log(`
Vigil runs at ${stage.url}, with a demo clinic: client-7f3a, clinician-21, and two people on call
  look     ${stage.url}/_local/          phones, queues, events, clock
  phones   ${phones.ada} (Ada, first tier) and ${phones.bea} (Bea, second tier)
  keys     ${stage.url}/.well-known/jwks.json

Press the panic button (the signature holds for five minutes; "npm run --silent curl${portArgument}" prints a new one):

${await readyCurl(clinic)}
`);
