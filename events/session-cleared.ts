import { clearanceData } from './clearance-data.ts';
import { defineFact } from './define.ts';

export const sessionCleared = /* @__PURE__ */ defineFact('session.cleared.v1', () => ({
  summary: 'Every check of the clearance passed: the session may run.',
  origin: 'vigil',
  data: clearanceData,
}));
