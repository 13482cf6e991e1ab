import { defineFact } from './define.ts';
import { holdData } from './hold-data.ts';

export const holdInForce = /* @__PURE__ */ defineFact('hold.in-force.v1', () => ({
  summary: 'Everything of a client is held because of a matter.',
  origin: 'vigil',
  data: holdData,
}));
