import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { StageConfig } from '../stage-config.ts';
import { allowServicesToUse } from './data-key-policy.ts';

/** The keys and secrets that everything else is locked with. */
export class CryptoStack extends Stack {
  /** Encrypts tables, queues, topics, logs, secrets and the bus. */
  readonly dataKey: Key;
  /** Wraps the clients' own data keys; nothing else is encrypted under it. */
  readonly vaultKey: Key;
  /** Wraps the data keys of the contacts of people on call: who pages people can open nothing of a client. */
  readonly onCallKey: Key;
  /** Signs purge certificates and ledger digests (ES256). */
  readonly signingKey: Key;
  /** Turns phone numbers into pseudonyms, so that a reply finds its page without the number being kept. */
  readonly pseudonymSecret: Secret;
  /** The secrets of providers' endpoints, which operators store, are named this, followed by provider and endpoint. */
  readonly providerSecretPrefix: string;
  /** The keys under which providers' ids become ours are named this, followed by the tenant. */
  readonly providerIdKeyPrefix: string;
  /** The secrets with the standby numbers of all tenants are named this, followed by the tenant. */
  readonly standbySecretPrefix: string;
  /** The webhook secrets of all tenants are named this, followed by the tenant. */
  readonly webhookSecretPrefix: string;

  constructor(scope: Construct, id: string, config: StageConfig, props?: StackProps) {
    super(scope, id, props);

    this.dataKey = this.key('data', { description: 'Vigil: data at rest', enableKeyRotation: true });
    allowServicesToUse(this.dataKey, config.stage);
    this.vaultKey = this.key('vault', {
      description: "Vigil: wraps clients' data keys",
      enableKeyRotation: true,
    });
    new CfnOutput(this, 'VaultKeyArn', {
      value: this.vaultKey.keyArn,
      description: "Wraps clients' data keys; disabling it makes every record unreadable",
    });
    this.onCallKey = this.key('on-call', {
      description: 'Vigil: wraps the data keys of the contacts of people on call',
      enableKeyRotation: true,
    });
    new CfnOutput(this, 'OnCallKeyArn', {
      value: this.onCallKey.keyArn,
      description: 'Wraps the data keys of the contacts of people on call; disabling it stops every page',
    });
    this.signingKey = this.key('signing', {
      description: 'Vigil: signs purge certificates and ledger digests',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });

    this.providerSecretPrefix = `vigil/${config.stage}/provider/`;
    this.providerIdKeyPrefix = `vigil/${config.stage}/provider-ids/`;
    this.webhookSecretPrefix = `vigil/${config.stage}/webhook/`;
    this.standbySecretPrefix = `vigil/${config.stage}/standby/`;
    this.pseudonymSecret = this.secret('pseudonym', {
      secretName: `vigil/${config.stage}/pseudonym`,
      description: 'Keys the hash that stands for a phone number',
      template: {},
      generateStringKey: 'pepper',
      whyNotRotated: 'Pseudonyms must stay equal: after a rotation no reply would find its page.',
    });
  }

  private key(name: string, props: ConstructorParameters<typeof Key>[2]): Key {
    // A lost key is lost data: it outlives the stack, and can be recovered for 30 days, the longest that KMS offers.
    // Multi-Region cannot be switched on later, and a single-Region key would keep a second Region from opening anything.
    return new Key(this, name, { ...props, multiRegion: true, removalPolicy: RemovalPolicy.RETAIN });
  }

  private secret(
    id: string,
    { template, generateStringKey, whyNotRotated, ...props }: SecretSettings,
  ): Secret {
    const secret = new Secret(this, id, {
      ...props,
      encryptionKey: this.dataKey,
      // 44 letters and digits are valid base64 for 33 bytes; Standard Webhooks asks for 24 to 64.
      generateSecretString: {
        secretStringTemplate: JSON.stringify(template),
        generateStringKey,
        passwordLength: 44,
        excludePunctuation: true,
      },
      // A first deployment that failed gives the name back; after that the secret outlives the stack.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    for (const rule of ['AwsSolutions-SMG4', 'HIPAA.Security-SecretsManagerRotationEnabled']) {
      Validations.of(secret).acknowledge({ id: rule, reason: whyNotRotated });
    }
    return secret;
  }
}

interface SecretSettings {
  readonly secretName: string;
  readonly description: string;
  readonly template: Readonly<Record<string, string | readonly string[]>>;
  readonly generateStringKey: string;
  readonly whyNotRotated: string;
}
