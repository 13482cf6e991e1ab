/** Why a check passed. The other reasons have a remedy: `remedies.ts`. */
export type PassedReason =
  | 'consent-in-force'
  | 'assent-given'
  | 'licence-in-date'
  | 'compact-privilege'
  | 'standing-good'
  | 'training-in-date'
  | 'location-confirmed'
  | 'jurisdiction-known'
  | 'place-reviewed'
  | 'recipients-named'
  | 'place-private'
  | 'identity-confirmed'
  | 'connection-private'
  | 'fallback-agreed'
  | 'emergency-contact-confirmed'
  | 'boundaries-agreed'
  | 'area-designated';
