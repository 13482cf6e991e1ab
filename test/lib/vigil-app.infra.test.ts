import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test } from 'vitest';
import { vigilApp } from '../../lib/vigil-app.ts';
import { declarations } from './declarations.ts';
import { placeholderBundles, synthesize, templatesOf, templateTexts } from './synthesized.ts';

const bundles = placeholderBundles();
const temporary = (name: string) => mkdtempSync(join(tmpdir(), `vigil-${name}-`));
const outdir = temporary('synth');
const { app } = vigilApp({ outdir, bundles, stage: 'local' });
app.synth();

describe('the rule packs', () => {
  test('find nothing that has not been acknowledged', () => {
    const report = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ pluginReports: [] });
  });

  test('fail the synth at a finding', () => {
    const broken = vigilApp({ outdir: temporary('out'), bundles, stage: 'local' });
    new Queue(broken.vigil.events, 'plain-queue');
    expect(() => broken.app.synth()).toThrow('AwsSolutions-SQS4');
  });

  test('the acknowledged exceptions are these and no others, and each has a reason', () => {
    const exceptions: Record<string, number> = {};
    for (const { node } of app.node.findAll()) {
      for (const { type, data } of node.metadata) {
        if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
        for (const [rule, reason] of Object.entries(data as Record<string, string>)) {
          expect(reason.length, `${node.path} ${rule}`).toBeGreaterThan(30);
          const short = rule.replace('Annotation::', '');
          exceptions[short] = (exceptions[short] ?? 0) + 1;
        }
      }
    }
    expect(exceptions).toEqual({
      // A function's own policy, and that of each schedule.
      'HIPAA.Security-IAMNoInlinePolicy': declarations.length + 11,
      'HIPAA.Security-LambdaInsideVPC': declarations.length,
      'HIPAA.Security-LambdaDLQ': declarations.length,
      'Serverless-LambdaDLQ': declarations.length,
      // X-Ray has no resources.
      'AwsSolutions-IAM5[Resource::*]': declarations.length,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:vigil/local/standby/*]': 4,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:vigil/local/webhook/*]': 9,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:vigil/local/provider/*]': 1,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:vigil/local/provider-ids/*]': 2,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*]': 1,
      'Serverless-LambdaEventSourceMappingDestination': 17,
      'Serverless-SNSRedrivePolicy': 1,
      'Serverless-EventBusDLQ': 1,
      'Serverless-SQSRedrivePolicy': 19,
      'AwsSolutions-SQS3': 19,
      'AwsSolutions-APIG4': 21,
      'AwsSolutions-SMG4': 1,
      'HIPAA.Security-SecretsManagerRotationEnabled': 1,
      'HIPAA.Security-DynamoDBInBackupPlan': 4,
      'AwsSolutions-DDB3': 1,
      'HIPAA.Security-DynamoDBPITREnabled': 1,
    });
  });
});

describe('the synth', () => {
  test('gives the same templates twice', () => {
    const again = templateTexts(synthesize(bundles));
    expect(Object.keys(again)).toHaveLength(11);
    expect(again).toEqual(templateTexts(outdir));
  });

  test('names every resource by its place, with or without the CDK CLI', () => {
    for (const [, { Resources }] of templatesOf(outdir)) {
      for (const [id, { Metadata }] of Object.entries(Resources)) {
        expect(Metadata?.['aws:cdk:path'], id).toBeDefined();
      }
    }
  });

  test('tells an operator where to go', () => {
    const outputs = templatesOf(outdir).flatMap(([, { Outputs = {} }]) =>
      Object.keys(Outputs).filter((name) => Outputs[name]?.Export === undefined),
    );
    expect(outputs.sort()).toEqual([
      'AlarmTopicArn',
      'ApiUrl',
      'BusName',
      'InboundSmsTopicArn',
      'KeysTableName',
      'LedgerTableName',
      'OnCallKeyArn',
      'RecordsTableName',
      'StateTableName',
      'VaultKeyArn',
    ]);
  });

  test('says what to run when a function has not been built', () => {
    const empty = temporary('empty');
    expect(() => vigilApp({ outdir: temporary('out'), bundles: empty, stage: 'local' })).toThrow(
      /receive-event\/index\.mjs does not exist: run npm run build first$/,
    );
  });

  test('says which policy is wrong', () => {
    const policies = temporary('policies');
    cpSync('policies', policies, { recursive: true });
    writeFileSync(join(policies, 'retention.json'), '{}');
    expect(() => vigilApp({ outdir: temporary('out'), bundles, stage: 'local', policies })).toThrow(
      /^policies\/retention\.json: /,
    );
  });

  test('ends with one sentence and a failure when its stage does not exist, and writes nothing', () => {
    const cdkOutdir = join(temporary('out'), 'cdk.out');
    const { status, stderr } = spawnSync(process.execPath, ['bin/vigil.ts'], {
      encoding: 'utf8',
      env: { CDK_OUTDIR: cdkOutdir, CDK_CONTEXT_JSON: '{"stage":"nowhere"}' },
    });
    expect(stderr).toBe(
      'config/nowhere.json does not exist: copy config/local.json and adapt it, or choose another -c stage=NAME\n',
    );
    expect(status).toBe(1);
    expect(existsSync(join(cdkOutdir, 'manifest.json'))).toBe(false);
  });
});
