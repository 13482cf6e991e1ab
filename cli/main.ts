#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { failureOf, type Report } from './report.ts';
import type { Deployment } from './tenant.ts';

const exitCodes = `
Exit codes:
  0  all is well
  1  something does not hold, or was refused
  2  wrong usage, or a file that cannot be read
  3  a service cannot be reached; run the command again`;
const keys = 'The keys are published at https://<api>/.well-known/jwks.json.';

const program = new Command('vigil')
  .description('Checks, restores, imports, and on- and offboarding of tenants for Vigil.')
  .version(packageJson.version)
  .addHelpText('after', exitCodes)
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

/** A command whose action reports; it prints the report for people, or as one JSON object with `--json`. */
const command = (name: string, summary: string, more: string, parent: Command = program): Command =>
  parent
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

const group = (name: string, summary: string): Command =>
  program
    .command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)} (docs/tenancy.md).`)
    .addHelpText('after', exitCodes);

/** A command on the tenants of a deployment. */
const onDeployment = (parent: Command, name: string, summary: string, more = ''): Command =>
  command(name, summary, `${more} Region and credentials come from the environment.`.trim(), parent)
    .addOption(new Option('--stage <name>', 'the deployment').env('VIGIL_STAGE').makeOptionMandatory())
    .addOption(
      new Option('--state <table>', 'its State table (output StateTableName)')
        .env('VIGIL_STATE_TABLE')
        .makeOptionMandatory(),
    );

const tenant = group('tenant', 'adds, suspends and removes tenants');

onDeployment(tenant, 'add', 'adds a tenant, which can send events from then on', 'Repeat it if it fails.')
  .argument('<tenant>', 'an opaque id, such as second-clinic')
  .option('--name <word>', 'how texts name it: one word of 2 to 16 characters that discloses no care')
  .option('--language <code>', 'en or es')
  .option('--zone <zone>', 'IANA time zone, such as America/Chicago')
  .option('--returning', 'the same organization comes back after its removal')
  .action(async (tenantId: string, options: Common & Deployment) => {
    const { addTenant } = await import('./tenant.ts');
    print(await addTenant(tenantId, options), options.json);
  });

onDeployment(
  tenant,
  'suspend',
  'stops new sessions and administration of a tenant',
  'Calls for help, replies and open incidents work on.',
)
  .argument('<tenant>')
  .addOption(
    new Option('--reason <code>', 'why')
      .choices(['agreement', 'payment', 'security', 'request'])
      .makeOptionMandatory(),
  )
  .action(async (tenantId: string, options: Common & Deployment & { readonly reason: string }) => {
    const { suspendTenant } = await import('./tenant.ts');
    print(await suspendTenant(tenantId, options), options.json);
  });

onDeployment(tenant, 'resume', 'makes a tenant active again that is suspended or leaving')
  .argument('<tenant>')
  .action(async (tenantId: string, options: Common & Deployment) => {
    const { resumeTenant } = await import('./tenant.ts');
    print(await resumeTenant(tenantId, options), options.json);
  });

onDeployment(
  tenant,
  'remove',
  'announces that a tenant leaves, and removes it after its hand-over',
  'Run it once to announce the leave, and again when the hand-over has passed and no incident is open.',
)
  .argument('<tenant>')
  .option('--hand-over <date>', 'when another service has taken over, such as 2027-04-01; 30 days from now')
  .action(async (tenantId: string, options: Common & Deployment & { readonly handOver?: string }) => {
    const { removeTenant } = await import('./tenant.ts');
    print(await removeTenant(tenantId, options), options.json);
  });

onDeployment(tenant, 'list', 'lists the tenants with their status').action(
  async (options: Common & Deployment) => {
    const { listTenants } = await import('./tenant.ts');
    print(await listTenants(options), options.json);
  },
);

const endpoint = group('endpoint', 'adds, rotates and tests the endpoints of providers');
const ownSecret = 'VIGIL_ENDPOINT_SECRET holds the secret where the provider makes it; else Vigil makes one.';

onDeployment(endpoint, 'add', 'adds an endpoint for a provider of a tenant', ownSecret)
  .argument('<tenant>')
  .argument('<provider>', 'such as zoom')
  .option('--endpoint <id>', 'its id in the address; a UUID unless given')
  .option(
    '--set <name=value>',
    'a setting of docs/providers.md; repeatable',
    (pair, pairs: string[]) => [...pairs, pair],
    [],
  )
  .action(
    async (
      tenantId: string,
      provider: string,
      options: Common & Deployment & { readonly endpoint?: string; readonly set: readonly string[] },
    ) => {
      const { addEndpoint } = await import('./endpoint.ts');
      print(await addEndpoint(tenantId, provider, options), options.json);
    },
  );

onDeployment(endpoint, 'rotate', 'gives an endpoint a new secret beside the one before', ownSecret)
  .argument('<tenant>')
  .argument('<provider>')
  .argument('<endpoint>')
  .action(async (tenantId: string, provider: string, endpointId: string, options: Common & Deployment) => {
    const { rotateEndpoint } = await import('./endpoint.ts');
    print(await rotateEndpoint(tenantId, provider, endpointId, options), options.json);
  });

onDeployment(endpoint, 'list', 'lists the endpoints of a tenant')
  .argument('<tenant>')
  .action(async (tenantId: string, options: Common & Deployment) => {
    const { listEndpoints } = await import('./endpoint.ts');
    print(await listEndpoints(tenantId, options), options.json);
  });

command('test', 'checks that an address leads to an endpoint', 'It sends no event.', endpoint)
  .argument('<url>', 'the address of the API')
  .argument('<provider>')
  .argument('<endpoint>')
  .action(async (url: string, provider: string, endpointId: string, options: Common) => {
    const { testEndpoint } = await import('./endpoint.ts');
    print(await testEndpoint(url, provider, endpointId), options.json);
  });

command(
  'sign',
  'signs an event, or a batch of them, as curl sends it',
  'VIGIL_TENANT and VIGIL_SECRET say who signs. The signature holds for five minutes.',
)
  .argument('<event.json>', 'the CloudEvent, byte for byte as it will be sent')
  .option('--url <api>', 'print the whole curl command')
  .action(async (file: string, options: Common & { readonly url?: string }) => {
    const { sign } = await import('./sign.ts');
    print(sign(file, options), options.json);
  });

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
