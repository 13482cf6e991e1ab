/** `npm run --silent curl [-- --port N]`: a freshly signed event for the stage that `npm start` runs. */
import { Command } from 'commander';
import { openClinic } from './clinic.ts';
import { readyCurl } from './ready-curl.ts';

const { port } = new Command('npm run --silent curl --')
  .description(
    'Prints a curl command with a freshly signed call for help, for the stage that npm start runs.',
  )
  .option('--port <number>', 'where the stage listens', '4600')
  .parse()
  .opts<{ port: string }>();
const url = `http://127.0.0.1:${port}`;
const reachable = await fetch(url).then(
  () => true,
  () => false,
);
if (reachable) {
  console.log(await readyCurl(await openClinic(url)));
} else {
  console.error(`No stage answers at ${url}: start one with npm start, or name its --port.`);
  process.exitCode = 3;
}
