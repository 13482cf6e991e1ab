#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { failureOf, type Report } from './report.ts';

const exitCodes = `
Exit codes:
  0  all is well
  1  something does not hold, or was refused
  2  wrong usage, or a file that cannot be read
  3  a service cannot be reached; run the command again`;
const keys = 'The keys are published at https://<api>/.well-known/jwks.json.';

const program = new Command('vigil')
  .description('Checks, restores and imports for Vigil.')
  .version(packageJson.version)
  .addHelpText('after', exitCodes)
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

/** A command whose action reports; it prints the report for people, or as one JSON object with `--json`. */
const command = (name: string, summary: string, more: string): Command =>
  program
    .command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}. ${more}`)
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', exitCodes);

const jwks = () => new Option('--jwks <file>', 'the published keys').makeOptionMandatory();

const print = ({ exitCode, text, json }: Report, asJson: boolean | undefined): void => {
  if (asJson === true) console.log(JSON.stringify(json, null, 2));
  else if (exitCode === 0) console.log(text);
  else console.error(text);
  process.exitCode = exitCode;
};

interface Common {
  readonly json?: boolean;
}

command(
  'verify',
  'checks a ledger export offline',
  `Names the first fact that was changed, removed, added or reordered. ${keys}`,
)
  .argument('<export.ndjson>', 'what POST /v1/ledger-exports answered')
  .addOption(jwks())
  .action(async (file: string, options: Common & { readonly jwks: string }) => {
    const { verifyFile } = await import('./verify.ts');
    print(await verifyFile(file, options.jwks), options.json);
  });

command(
  'verify-certificate',
  'checks a purge or erasure certificate offline',
  `Prints what it states. ${keys}`,
)
  .argument('<certificate.jws>', 'a certificate in JWS compact form')
  .addOption(jwks())
  .action(async (file: string, options: Common & { readonly jwks: string }) => {
    const { verifyCertificate } = await import('./verify.ts');
    print(await verifyCertificate(file, options.jwks), options.json);
  });

command(
  'verify-access-export',
  'checks the export that a client was given offline',
  `Says whether the records and the page are as they were signed. ${keys}`,
)
  .argument('<export.html>', 'the page or the JSON that POST /v1/access-exports answered')
  .addOption(jwks())
  .action(async (file: string, options: Common & { readonly jwks: string }) => {
    const { verifyAccess } = await import('./verify.ts');
    print(await verifyAccess(file, options.jwks), options.json);
  });

command(
  'reapply',
  'deletes from a restored Records table what was purged or erased',
  'Run it before the table is used (docs/runbook.md). Region and credentials come from the environment.',
)
  .requiredOption('--state <table>', 'the State table in use')
  .requiredOption('--records <table>', 'the restored Records table')
  .option('--dry-run', 'only say what would be deleted')
  .action(
    async (
      options: Common & { readonly state: string; readonly records: string; readonly dryRun?: true },
    ) => {
      const { reapplyPurges } = await import('./reapply.ts');
      const say = options.json === true ? undefined : (line: string) => console.log(line);
      const report = await reapplyPurges({ dryRun: false, ...options }, undefined, undefined, say);
      print(report, options.json);
    },
  );

command(
  'import-calendar',
  'takes the shifts of an iCalendar feed into a schedule of a roster',
  'Prints the roster (the data of roster.published.v1); with VIGIL_URL, VIGIL_TENANT and VIGIL_SECRET it publishes it instead. The feed stays on this machine (docs/on-call.md).',
)
  .argument('<feed.ics>', 'the calendar')
  .argument('<roster.json>', 'the roster so far')
  .argument('<schedule>', 'the scheduleId that is filled')
  .option('--people <file>', 'who is who: names in the calendar, staff ids in the roster, time zones')
  .option('--days <count>', 'how far to look ahead, 1 to 366', '60')
  .action(
    async (
      feed: string,
      roster: string,
      schedule: string,
      options: Common & { readonly people?: string; readonly days: string },
    ) => {
      const { importCalendar } = await import('./import-calendar.ts');
      print(await importCalendar({ feed, roster, schedule, ...options }), options.json);
    },
  );

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed it. Help and version are no mistake.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const { exitCode, message } = failureOf(error);
    console.error(`vigil: ${message}`);
    process.exitCode = exitCode;
  }
}
