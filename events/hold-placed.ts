import { defineFact } from './define.ts';
import { holdData } from './hold-data.ts';

export const holdPlaced = /* @__PURE__ */ defineFact('hold.placed.v1', () => ({
  summary: 'A matter was opened: until it is released, nothing of the client is purged or erased.',
  origin: 'provider',
  data: holdData,
}));
