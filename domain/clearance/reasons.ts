/** Why a check did not pass, and what to do about it. The words go to people, the codes to programs. */
export const remedies = {
  'client-unknown': 'Register the client before the session.',
  'consent-missing': 'Ask the client, or a person who may consent for them, for this consent.',
  'consent-incomplete': 'Send the consent to which the withdrawal that arrived belongs.',
  'consent-unreadable':
    'Send the consent or denial again with valid dates; until then nobody knows what it says.',
  'consent-denied': 'Respect the denial. Only a new consent, given after it, can follow.',
  'consent-withdrawn': 'Do not go on without a new consent. Notes already written stay.',
  'consent-expired': 'Ask for a new consent; the old one has run out.',
  'consent-not-yet-valid': 'Wait until the consent takes effect, or ask for one that holds now.',
  'consent-for-other-session': 'Ask again: here consent is needed for each session.',
  'consent-for-others': 'Ask for a consent that names this clinician.',
  'renewal-due': 'Ask for the consent again; the law here wants it renewed.',
  'document-unknown': 'List the consent document and its version in the policy, or use one that is listed.',
  'document-superseded': 'Explain the changed document and ask for consent to its new version.',
  'document-incomplete': 'Use a document version that explains all that the policy demands for this scope.',
  'method-not-accepted': 'Have the consent signed; the way in which it was given is not enough here.',
  'verbal-undocumented': 'Have the person who heard the consent document it.',
  'age-unknown': 'Register the client with a birth date; without it nobody knows who may consent.',
  'age-unreadable': 'Try again shortly; the sealed birth date could not be opened.',
  'client-of-age': 'Ask the client; since they came of age a guardian cannot consent for them.',
  'guardian-basis-missing': 'State the relationship and why this person may consent for the client.',
  'custody-order-missing': 'Obtain the custody order, or record that there is none, before the session.',
  'order-missing': 'Name the order on file that this consent rests on.',
  'minor-cannot-consent': 'Ask a guardian; at this age the client cannot consent here.',
  'condition-not-attested':
    'Have the clinician attest the conditions that the law sets for a minor’s own consent.',
  'session-length-unknown':
    'Schedule the session with its length; a minor’s own consent covers a limited one.',
  'session-too-long': 'Shorten the session, or ask a guardian.',
  'sessions-used-up':
    'Ask a guardian, or attest why that would be detrimental; the sessions that a minor may have are used up.',
  'visits-used-up':
    'Wait until next week, or ask a guardian; the visits that a minor may have this week are used up.',
  'assent-missing': 'Ask the client whether they agree, and record the answer.',
  'assent-refused': 'Do not treat against the client’s will; talk with the client and the guardian.',
  'clinician-unknown': 'Schedule the session with a clinician who is registered.',
  'licence-not-in-jurisdiction': 'Move the session to a clinician who is licensed where the client is today.',
  'licence-out-of-date': 'Renew the licence and register it before the session.',
  'licence-suspended':
    'Move the session to another clinician; the board has suspended or revoked this licence.',
  'licence-restricted': 'Check with the board’s order whether this session is within the restriction.',
  'compact-privilege-missing': 'Obtain the compact’s telehealth privilege, or a licence where the client is.',
  'compact-clinician-away':
    'Hold the session from the clinician’s home jurisdiction; the compact demands it.',
  'compact-place-unknown': 'State where the clinician is today; the compact depends on it.',
  'training-missing': 'Register the clinician’s telehealth training.',
  'training-expired': 'Renew the clinician’s telehealth training.',
  'location-unknown': 'Ask the client where they are today.',
  'jurisdiction-unknown':
    'Have counsel review this jurisdiction; until then the strictest rule of all counts.',
  'recipient-not-named':
    'Ask the client or guardian to consent to disclosure to this member of staff, or leave them out.',
  'place-not-private': 'Ask the client to move to where nobody overhears them.',
  'identity-not-confirmed': 'Confirm who is on the screen.',
  'connection-public': 'Ask the client to leave the public network, for example by using mobile data.',
  'connection-unknown': 'Ask over what kind of network the client is connected.',
  'fallback-not-agreed': 'Agree on a second channel in case the connection fails.',
  'emergency-contact-not-confirmed': 'Confirm that the emergency contact can be reached and may be called.',
  'boundaries-not-agreed': 'Agree on how and when the client may contact the clinician between sessions.',
  'area-not-designated': 'Take the student to the room that the school has set aside.',
} as const;

export type FailedReason = keyof typeof remedies;

export type PassedReason =
  | 'consent-in-force'
  | 'assent-given'
  | 'licence-in-date'
  | 'compact-privilege'
  | 'standing-good'
  | 'training-in-date'
  | 'location-confirmed'
  | 'jurisdiction-known'
  | 'recipients-named'
  | 'place-private'
  | 'identity-confirmed'
  | 'connection-private'
  | 'fallback-agreed'
  | 'emergency-contact-confirmed'
  | 'boundaries-agreed'
  | 'area-designated';
