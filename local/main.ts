import { parseArgs } from 'node:util';
import { startStage } from './stage.ts';

const { values } = parseArgs({
  options: {
    assembly: { type: 'string', default: 'cdk.out' },
    'data-dir': { type: 'string' },
    port: { type: 'string', default: '0' },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`Not a port: ${values.port}`);

const dataDir = values['data-dir'];
const stage = await startStage({
  assembly: values.assembly,
  port,
  ...(dataDir !== undefined && { dataDir }),
});
console.log(`The local stage listens at ${stage.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void stage.close().then(() => process.exit(0));
  });
