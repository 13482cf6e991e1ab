#!/usr/bin/env node
import { parseArgs } from 'node:util';

const usage = `vigil verify <export.ndjson> --jwks <jwks.json>
  checks a ledger export offline and names the first fact that was changed, removed, added or reordered
vigil verify-certificate <certificate.jws> --jwks <jwks.json>
  checks a purge or erasure certificate offline and prints what it states
vigil reapply --state <table> --records <restored table> [--dry-run]
  deletes from a restored Records table what was purged or erased, before the table is used (docs/runbook.md)

The keys are at https://<api>/.well-known/jwks.json. Exit: 0 all holds, 1 something does not, 2 wrong usage.`;

const run = async (): Promise<number> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      jwks: { type: 'string' },
      state: { type: 'string' },
      records: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  // Before any command runs: `reapply` deletes records.
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [command, file] = positionals;
  const { jwks, state, records } = values;
  if (file !== undefined && jwks !== undefined) {
    const { verifyFile, verifyCertificate } = await import('./verify.ts');
    if (command === 'verify') return verifyFile(file, jwks);
    if (command === 'verify-certificate') return verifyCertificate(file, jwks);
  }
  if (command === 'reapply' && state !== undefined && records !== undefined) {
    const { reapplyPurges } = await import('./reapply.ts');
    return reapplyPurges({ state, records, dryRun: values['dry-run'] });
  }
  console.error(usage);
  return 2;
};

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
