import { clearanceData } from './clearance-data.ts';
import { defineFact } from './define.ts';
import { code, instant } from './fields.ts';

export const sessionOutlookChanged = /* @__PURE__ */ defineFact('session.outlook-changed.v1', () => ({
  summary:
    'A planned session would not be cleared at its start as things stand, or would be after all: time to mend what the checks name.',
  origin: 'vigil',
  data: clearanceData.extend({
    startsAt: instant('Planned start', 'clearance'),
    outlook: code(['clear', 'at-risk'], {
      title: 'Outlook',
      description: 'Whether the session would be cleared at its planned start.',
      purpose: 'clearance',
    }),
  }),
}));
