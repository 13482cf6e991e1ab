import { ESLint, Linter } from 'eslint';
import { parser, plugin } from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

const eslint = new ESLint();

/** What the project's own configuration of a file says about a text; only rules that need no types. */
const lint = async (file: string, text: string): Promise<readonly string[]> => {
  const { rules = {} } = (await eslint.calculateConfigForFile(file)) as Linter.Config;
  const ofImports = Object.entries(rules).filter(([name]) => /no-restricted-(imports|syntax)$/.test(name));
  const messages = new Linter().verify(
    text,
    {
      files: ['**/*.ts'],
      languageOptions: { parser },
      plugins: { '@typescript-eslint': plugin },
      rules: Object.fromEntries(ofImports),
    },
    file,
  );
  return messages.map(({ message }) => message);
};

const handler = 'functions/crisis/escalate/handler.ts';
const providerFile = 'functions/intake/fhir/risk.ts';

describe('an import across a zone is refused', () => {
  test.each([
    ['a handler and AWS', handler, '@aws-sdk/client-sqs', 'Only adapters know AWS'],
    ['a handler and its adapter', handler, '../sns-pager.ts', 'Only index.ts and adapters build adapters'],
    ['a handler and a platform adapter', handler, '../../platform/aws/secrets.ts', 'build adapters'],
    [
      'a nested folder and an adapter',
      providerFile,
      '../../platform/bus/event-bridge-bus.ts',
      'build adapters',
    ],
    ['a nested folder and the stage', providerFile, '../../../local/stage.ts', 'Functions know nothing'],
    ['a function and infrastructure', handler, '../../../lib/vigil.ts', 'Functions know nothing'],
    [
      'a shared file of a capability and infrastructure',
      'functions/crisis/phones.ts',
      '../../lib/vigil.ts',
      'Functions know',
    ],
    ['a capability and another one', handler, '../../clearance/load-parties.ts', 'shares its keys.ts'],
    [
      'an adapter and another capability',
      'functions/crisis/sns-sms.ts',
      '../clearance/load-parties.ts',
      'shares its keys',
    ],
    [
      'an adapter and the stage',
      'functions/crisis/sns-sms.ts',
      '../../local/stage.ts',
      'Functions know nothing',
    ],
    ['wiring and AWS', 'functions/crisis/escalate/index.ts', '@aws-sdk/client-sqs', 'Only adapters know AWS'],
    [
      'the platform and a capability',
      'functions/platform/lambda/log.ts',
      '../../crisis/keys.ts',
      'knows none',
    ],
    [
      'a platform adapter and a capability',
      'functions/platform/aws/secrets.ts',
      '../../crisis/keys.ts',
      'knows none',
    ],
    [
      'a declaration and code',
      'functions/crisis/escalate/function.ts',
      '../messages.ts',
      'imports only events/',
    ],
    ['the domain and a library', 'domain/crisis/incident.ts', 'zod', 'The domain is pure'],
    [
      'the domain and a function',
      'domain/crisis/incident.ts',
      '../../functions/crisis/keys.ts',
      'imports only itself',
    ],
    [
      'the domain and a schema',
      'domain/crisis/incident.ts',
      '../../events/catalogue.ts',
      'never their schemas',
    ],
    ['a contract and the domain', 'events/catalogue.ts', '../domain/fact.ts', 'only zod and themselves'],
    ['a policy and the domain', 'policies/crisis.ts', '../domain/fact.ts', 'only zod and themselves'],
    [
      'infrastructure and a handler',
      'lib/capabilities/crisis.ts',
      '../../functions/crisis/escalate/handler.ts',
      'function.ts',
    ],
    [
      'infrastructure and shared code',
      'lib/capabilities/crisis.ts',
      '../../functions/crisis/messages.ts',
      'function.ts',
    ],
    [
      'infrastructure and the stage',
      'lib/capabilities/crisis.ts',
      '../../local/stage.ts',
      'nothing of the stage',
    ],
    ['the stage and the source', 'local/stage.ts', '../lib/vigil.ts', 'never the source'],
  ])('%s', async (_, file, imported, reason) => {
    const messages = await lint(file, `import { something } from '${imported}';`);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(reason);
  });
});

describe('an import within a zone is allowed', () => {
  test.each([
    [handler, "import { incidentKey } from '../keys.ts';"],
    [handler, "import { clientKey } from '../../clearance/keys.ts';"],
    [handler, "import type { Pager } from '../sns-pager.ts';"],
    ['functions/crisis/escalate/index.ts', "import { pager } from '../sns-pager.ts';"],
    ['functions/crisis/sns-sms.ts', "import { SNSClient } from '@aws-sdk/client-sns';"],
    ['functions/crisis/escalate/function.ts', "import { riskFlagged } from '../../../events/risk.ts';"],
    ['domain/crisis/incident.ts', "import type { Fact } from '../../events/facts.ts';"],
    ['lib/capabilities/crisis.ts', "import { escalate } from '../../functions/crisis/escalate/function.ts';"],
  ])('%s: %s', async (file, text) => {
    expect(await lint(file, text)).toEqual([]);
  });
});

test('a handler takes nothing but what its function.ts subscribes to', async () => {
  expect(await lint(handler, 'factOf([riskFlagged])')).toEqual([
    'A handler takes what its function.ts subscribes to: else no rule delivers it.',
  ]);
  expect(await lint(handler, 'factOf(escalate.subscribes)')).toEqual([]);
});
