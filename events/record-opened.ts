import { defineFact } from './define.ts';
import { instant, opaqueId, openCode } from './fields.ts';
import { openingData } from './opening-data.ts';

export const recordOpened = /* @__PURE__ */ defineFact('record.opened.v1', () => ({
  summary: 'Somebody read a record; in an emergency the glass was broken, and a review is due.',
  origin: 'vigil',
  data: openingData.extend({
    recipient: opaqueId('Break-glass: to whom it is disclosed', 'accountability', 'responder-9').optional(),
    nature: openCode(
      'Break-glass: nature of the emergency',
      'accountability',
      'serious-imminent-threat',
    ).optional(),
    reason: openCode(
      'Break-glass: why the ordinary way does not do',
      'accountability',
      'author-unreachable',
    ).optional(),
    reviewBy: instant('Break-glass: reviewed by', 'accountability').optional(),
  }),
}));
