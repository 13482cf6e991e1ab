import { clearanceData } from './clearance-data.ts';
import { defineFact } from './define.ts';

export const sessionBlocked = /* @__PURE__ */ defineFact('session.blocked.v1', () => ({
  summary:
    'At least one check of the clearance failed: the session may not run. The checks say which and why.',
  origin: 'vigil',
  data: clearanceData,
}));
