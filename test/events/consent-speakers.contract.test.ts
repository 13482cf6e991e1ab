import { describe, expect, test } from 'vitest';
import {
  consentDenialLifted,
  consentDenied,
  consentGranted,
  consentWithdrawn,
} from '../../events/consent.ts';
import { exampleDataOf } from './examples.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The complaint about an example with other fields; a field that is `undefined` is left out. */
const complaint = (
  contract: { readonly type: string; readonly data: { parse(data: unknown): unknown } },
  changes: Fields,
): string => {
  const { check } = contract as unknown as {
    check(data: unknown): { path: string; message: string } | undefined;
  };
  const data = contract.data.parse({ ...exampleDataOf(contract.type), ...changes });
  const found = check(data);
  return found === undefined ? 'none' : `${found.path} ${found.message}`;
};

describe('a speaker', () => {
  test('speaks in a capacity that fits', () => {
    const none: Fields = { capacity: undefined, basis: undefined };
    for (const [party, as] of [
      ['client', 'client'],
      ['guardian', 'parent'],
      ['guardian', 'guardian'],
      ['court', 'court'],
    ] as const) {
      expect(complaint(consentGranted, { ...none, grantor: party, capacity: as })).toBe('none');
      expect(complaint(consentDenied, { ...none, deniedBy: party, capacity: as })).toBe('none');
      expect(complaint(consentDenialLifted, { liftedBy: party, capacity: as })).toBe('none');
      expect(complaint(consentWithdrawn, { ...none, withdrawnBy: party, capacity: as })).toBe('none');
    }
    expect(complaint(consentGranted, { grantor: 'client', capacity: 'parent' })).toBe(
      'capacity must be client',
    );
    expect(complaint(consentDenied, { deniedBy: 'guardian', capacity: 'court' })).toBe(
      'capacity must be parent or guardian',
    );
    expect(complaint(consentDenialLifted, { liftedBy: 'court', capacity: 'client' })).toBe(
      'capacity must be court',
    );
  });

  test('may leave the capacity out, as before', () => {
    for (const grantor of ['client', 'guardian', 'court'])
      expect(complaint(consentGranted, { grantor, capacity: undefined })).toBe('none');
    const nobody = { withdrawnBy: undefined, speakerId: undefined, capacity: undefined };
    expect(complaint(consentWithdrawn, nobody)).toBe('none');
  });

  test('has a right that fits the capacity', () => {
    expect(complaint(consentGranted, { capacity: 'parent', basis: 'guardianship-order' })).toMatch(
      /^basis must not be guardianship-order/,
    );
    expect(complaint(consentDenied, { capacity: 'guardian', basis: 'parental-responsibility' })).toMatch(
      /^basis must be an order/,
    );
    expect(complaint(consentGranted, { capacity: 'parent', basis: 'custody-order' })).toBe('none');
  });

  test('who is a clinician is named, and gives no consent', () => {
    const clinician = { capacity: 'clinician', basis: undefined };
    expect(complaint(consentDenied, { ...clinician, deniedBy: 'clinician', speakerId: 'clinician-21' })).toBe(
      'none',
    );
    expect(complaint(consentDenied, { ...clinician, deniedBy: 'clinician', speakerId: undefined })).toMatch(
      /^speakerId is required/,
    );
    expect(
      consentGranted.data.safeParse({ ...exampleDataOf(consentGranted.type), grantor: 'clinician' }),
    ).toMatchObject({ success: false });
  });

  test('of a withdrawal is named completely or not at all', () => {
    const alone = { withdrawnBy: undefined, capacity: undefined };
    expect(complaint(consentWithdrawn, alone)).toMatch(/^withdrawnBy is required/);
    expect(complaint(consentWithdrawn, { ...alone, speakerId: undefined, capacity: 'court' })).toBe(
      'capacity needs the field that says who spoke',
    );
  });
});
