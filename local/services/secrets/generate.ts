import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { flag, number } from '../../shapes.ts';

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-generatesecretstring.html
 */
export const generation = z.strictObject({
  PasswordLength: number.default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: flag.default(false),
  ExcludeUppercase: flag.default(false),
  ExcludeNumbers: flag.default(false),
  ExcludePunctuation: flag.default(false),
  IncludeSpace: flag.default(false),
  RequireEachIncludedType: flag.default(true),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().default(''),
});

export function generateSecret(rule: z.output<typeof generation>): string {
  const types = [
    rule.ExcludeLowercase ? '' : lowercase,
    rule.ExcludeUppercase ? '' : uppercase,
    rule.ExcludeNumbers ? '' : numbers,
    rule.ExcludePunctuation ? '' : punctuation,
    rule.IncludeSpace ? ' ' : '',
  ]
    .map((characters) => Array.from(characters).filter((each) => !rule.ExcludeCharacters.includes(each)))
    .filter((characters) => characters.length > 0);
  const required = rule.RequireEachIncludedType ? types.flatMap((characters) => pick(characters, 1)) : [];
  const rest = pick(types.flat(), rule.PasswordLength - required.length);
  const password = shuffled([...required, ...rest]).join('');
  if (rule.SecretStringTemplate === undefined) return password;
  const template = JSON.parse(rule.SecretStringTemplate) as object;
  return JSON.stringify({ ...template, [rule.GenerateStringKey]: password });
}

/** The six characters that AWS appends to a secret's name. */
export const nameSuffix = (): string => pick(Array.from(lowercase + uppercase + numbers), 6).join('');

const pick = (characters: readonly string[], count: number): string[] =>
  Array.from({ length: count }, () => characters[randomInt(characters.length)] ?? '');

function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters;
}
