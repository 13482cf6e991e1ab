import type { Binding } from '../../domain/records/sealed-record.ts';
import { SealBrokenError, type Vault } from '../../functions/platform/sealing/vault.ts';

const labelOf = ({ tenantId, subject, recordId, recordClass }: Binding): string =>
  [tenantId, subject, recordId, recordClass].join('#');

/** A vault whose seal is a label: what is under it cannot be read by eye, and opens only where it belongs. */
export const memoryVault: Vault = {
  seal: (binding, plaintext) =>
    Promise.resolve(`${labelOf(binding)}|${Buffer.from(plaintext).toString('base64')}`),
  open: (binding, jwe) => {
    const [label, sealed = ''] = jwe.split('|');
    return label === labelOf(binding)
      ? Promise.resolve(Buffer.from(sealed, 'base64').toString())
      : Promise.reject(new SealBrokenError(binding.recordId, 'moved-to-another-record'));
  },
};
