/** `npm run --silent curl [-- --port N]`: a freshly signed event for the stage that `npm start` runs. */
import { parseArgs } from 'node:util';
import { openClinic } from './clinic.ts';
import { readyCurl } from './ready-curl.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4600' } } });
console.log(await readyCurl(await openClinic(`http://127.0.0.1:${values.port}`)));
