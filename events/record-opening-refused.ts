import { defineFact } from './define.ts';
import { openCode } from './fields.ts';
import { openingData } from './opening-data.ts';

export const recordOpeningRefused = /* @__PURE__ */ defineFact('record.opening-refused.v1', () => ({
  summary: 'Somebody was not allowed to read a record.',
  origin: 'vigil',
  data: openingData.extend({
    reason: openCode('Why not', 'accountability', 'not-permitted'),
  }),
}));
