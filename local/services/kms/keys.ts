import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type Clock, type Store } from '../../service.ts';
import { anyObject, flag, ignored, read } from '../../shapes.ts';
import type { Template } from '../../template/template.ts';

/** A key or alias of the template, with resolved properties. */
export interface KeyDefinition {
  readonly keyId: string;
  readonly arn: string;
  readonly properties: unknown;
}

export interface AliasDefinition {
  /** `alias/...` */
  readonly name: string;
  readonly keyId: string;
}

export interface Key {
  readonly keyId: string;
  readonly arn: string;
  readonly usage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';
  readonly spec: 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256';
  /** base64: 32 bytes, or a private key in PKCS #8 DER. */
  readonly material: string;
  readonly createdAt: number;
}

/** AWS::KMS::Key. Rotation keeps old material usable, so it changes nothing that a caller sees. */
const keyProperties = z.strictObject({
  KeySpec: z.string().default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.string().default('ENCRYPT_DECRYPT'),
  KeyPolicy: anyObject.optional(),
  Enabled: flag.default(true),
  ...ignored('Description', 'EnableKeyRotation', 'MultiRegion', 'PendingWindowInDays'),
  ...ignored('RotationPeriodInDays', 'Tags'),
});

const aliasProperties = z.strictObject({ AliasName: z.string(), TargetKeyId: z.string() });

export const keysOf = (template: Template) => ({
  keys: template.of('AWS::KMS::Key').map(({ name, arn, properties }) => ({ keyId: name, arn, properties })),
  aliases: template.of('AWS::KMS::Alias').map(({ name, properties }) => {
    const { TargetKeyId } = read(name, properties, aliasProperties);
    return { name, keyId: template.find('AWS::KMS::Key', TargetKeyId).name };
  }),
});

const kind = 'kms-key';

export interface Keys {
  readonly arnPrefix: string;
  /** The id of a key that is named by id, ARN, alias or alias ARN. */
  idOf(reference: string): string;
  /** The key, for what it is made for. @throws AwsError */
  usable(reference: string, usage: Key['usage'], operation: string): Key;
}

/** The template's keys with their material, which outlives the process. */
export function createKeys(options: {
  readonly keys: readonly KeyDefinition[];
  readonly aliases: readonly AliasDefinition[];
  readonly store: Store;
  readonly clock: Clock;
  readonly arnPrefix: string;
}): Keys {
  const { store, clock, arnPrefix } = options;
  const aliases = new Map(options.aliases.map(({ name, keyId }) => [name, keyId]));
  const keys = new Map(store.all<Key>(kind));
  for (const definition of options.keys) {
    if (keys.has(definition.keyId)) continue;
    const key = createKey(definition, clock.now());
    keys.set(key.keyId, key);
    store.put(kind, key.keyId, key);
  }

  function idOf(reference: string): string {
    const name = reference.startsWith(arnPrefix) ? reference.slice(arnPrefix.length) : reference;
    return aliases.get(name) ?? name.replace(/^key\//, '');
  }

  return {
    arnPrefix,
    idOf,
    usable(reference, usage, operation) {
      const key = keys.get(idOf(reference));
      if (!key) throw notFound(reference, arnPrefix);
      if (key.usage === usage) return key;
      throw new AwsError(
        'InvalidKeyUsageException',
        `${key.arn} key usage is ${key.usage} which is not valid for ${operation}.`,
      );
    },
  };
}

function createKey({ keyId, arn, properties }: KeyDefinition, createdAt: number): Key {
  const { KeySpec, KeyUsage, Enabled } = read(keyId, properties, keyProperties);
  if (!Enabled) throw new Error(`${keyId}: the stage's KMS has no disabled keys`);
  const key = { keyId, arn, createdAt };
  if (KeySpec === 'SYMMETRIC_DEFAULT' && KeyUsage === 'ENCRYPT_DECRYPT')
    return { ...key, usage: KeyUsage, spec: KeySpec, material: randomBytes(32).toString('base64') };
  if (KeySpec === 'ECC_NIST_P256' && KeyUsage === 'SIGN_VERIFY') {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const material = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    return { ...key, usage: KeyUsage, spec: KeySpec, material };
  }
  throw new Error(`The stage's KMS has no ${KeySpec} key for ${KeyUsage}: ${keyId}`);
}

function notFound(reference: string, arnPrefix: string): AwsError {
  const isAlias = reference.includes('alias/');
  const local = isAlias ? reference : `key/${reference}`;
  const name = reference.startsWith('arn:') ? reference : `${arnPrefix}${local}`;
  return new AwsError('NotFoundException', `${isAlias ? 'Alias' : 'Key'} '${name}' does not exist`);
}

export function privateKeyOf(key: Key): KeyObject {
  return createPrivateKey({ key: Buffer.from(key.material, 'base64'), format: 'der', type: 'pkcs8' });
}
