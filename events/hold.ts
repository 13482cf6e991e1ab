import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId } from './fields.ts';

// Facts about legal holds.

/** A matter because of which everything of a client is kept. */
const holdData = () =>
  z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    matterId: opaqueId('Matter', 'retention', 'matter-12'),
    kind: code(['litigation', 'investigation', 'audit', 'complaint', 'other'], {
      title: 'Kind of matter',
      description: 'Why nothing of the client may go.',
      purpose: 'retention',
    }),
    sessionId: opaqueId('Session that the matter is about', 'retention', 'session-5501').optional(),
    placedBy: opaqueId('Who placed it', 'accountability', 'officer-3'),
    reviewAt: instant('When it must be looked at again', 'retention', '2027-09-01T00:00:00Z'),
  });

export const holdInForce = /* @__PURE__ */ defineFact('hold.in-force.v1', () => ({
  summary: 'Everything of a client is held because of a matter.',
  origin: 'vigil',
  data: holdData(),
}));

export const holdLifted = /* @__PURE__ */ defineFact('hold.lifted.v1', () => ({
  summary: 'A matter no longer holds what is kept about a client.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    matterId: opaqueId('Matter', 'retention', 'matter-12'),
    releasedBy: opaqueId('Who released it', 'accountability', 'officer-3'),
  }),
}));

export const holdRefused = /* @__PURE__ */ defineFact('hold.refused.v1', () => ({
  summary:
    'A placement or release of a hold was accepted and changes nothing; what holds now is what held before.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    matterId: opaqueId('Matter', 'retention', 'matter-12'),
    statement: code(['placed', 'released'], {
      title: 'Statement',
      description: 'What the event said of the matter.',
      purpose: 'retention',
    }),
    reason: code(['released-later', 'placed-later', 'not-placed', 'not-open'], {
      title: 'Reason',
      description:
        'Why it changes nothing: a release with a later date, a placement with a later date or the same one, no placement is known, or the matter was released before.',
      purpose: 'retention',
    }),
  }),
}));

export const holdPlaced = /* @__PURE__ */ defineFact('hold.placed.v1', () => ({
  summary:
    'A matter was opened, or opened again after a release: until it is released, nothing of the client is purged or erased.',
  origin: 'provider',
  data: holdData(),
}));

export const holdReleased = /* @__PURE__ */ defineFact('hold.released.v1', () => ({
  summary: 'A matter was closed; the client is held as long as another one is open.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    matterId: opaqueId('Matter', 'retention', 'matter-12'),
    releasedBy: opaqueId('Who released it', 'accountability', 'officer-3'),
  }),
}));
