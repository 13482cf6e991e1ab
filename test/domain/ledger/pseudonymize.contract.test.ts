import { describe, expect, test } from 'vitest';
import { clientIn, renameClient } from '../../../domain/ledger/pseudonymize.ts';
import { catalogue } from '../../../events/catalogue.ts';
import { leavesOf } from '../../events/leaves.ts';
import { exampleDataOf } from '../../events/examples.ts';

/** The client whom all examples are about. */
const client = 'client-7f3a';

describe('a fact in the ledger', () => {
  // What providers state is not in the ledger: Vigil's own facts are, one for each client.
  const ofVigil = catalogue.filter(({ origin }) => origin === 'vigil');
  test.each(ofVigil.map(({ type, data }) => ({ type, data })))('$type names no client', ({ type, data }) => {
    const example = { type, data: data.parse(exampleDataOf(type)) as object };
    const renamed = JSON.stringify(renameClient(example, 'p-1'));
    expect(renamed).not.toContain(client);
    if (JSON.stringify(example).includes(client)) expect(clientIn(example)).toBe(client);
  });

  // `renameClient` replaces these fields and no others: one at another place would stay in the ledger.
  test('a contract names a client in the field `clientId` or `subject` alone, at the top', () => {
    const elsewhere = catalogue.flatMap(({ type, data }) =>
      leavesOf(data)
        .filter(
          ({ path, mark }) =>
            /^(Client|Subject)\b/.test(mark?.title ?? '') || /client|subject/i.test(path.join()),
        )
        .map(({ path }) => path.join('.'))
        .filter((path) => path !== 'clientId' && path !== 'subject')
        .map((path) => `${type}: ${path}`),
    );
    expect(elsewhere).toEqual([]);
  });
});
