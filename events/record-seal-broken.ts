import { defineFact } from './define.ts';
import { code } from './fields.ts';
import { openingData } from './opening-data.ts';

export const recordSealBroken = /* @__PURE__ */ defineFact('record.seal-broken.v1', () => ({
  summary:
    'A record does not open: it was moved or altered, or its key is gone. A security incident, unless the client was erased.',
  origin: 'vigil',
  data: openingData.extend({
    fault: code(
      [
        'moved-to-another-record',
        'moved-to-another-subject',
        'moved-to-another-tenant',
        'class-changed',
        'header-altered',
        'truncated',
        'altered',
        'key-version-unknown',
        'key-erased',
        'key-missing',
      ],
      { title: 'Fault', description: 'What is wrong with the ciphertext.', purpose: 'accountability' },
    ),
  }),
}));
