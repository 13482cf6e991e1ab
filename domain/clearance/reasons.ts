/** Why a check did not pass, and what to do about it. The sentence is for people, the code for programs. */
export const remedies = {
  'client-unknown': 'Register the client before the session.',
  'consent-missing': 'Ask the client, or a person who may consent for them, for this consent.',
  'consent-incomplete': 'Send the consent that this withdrawal belongs to.',
  'consent-unreadable': 'Send the consent or denial again with valid dates.',
  'consent-denied':
    'Respect the denial. Only the person who denied (with the same speakerId) lifts it, by a later consent or consent.denial-lifted; or a court, by order, unless a clinician denied.',
  'consent-withdrawn':
    'Do not continue without a new consent, under a new consentId, of the person who withdrew, or of a court. Existing notes are kept.',
  'consent-expired': 'Ask for a new consent; the old one has expired.',
  'consent-not-yet-valid': 'Wait until the consent takes effect, or ask for one that is valid now.',
  'consent-for-other-session':
    'Ask for consent to this session; this jurisdiction requires consent for each session.',
  'consent-for-others': 'Ask for a consent that names this clinician.',
  'renewal-due': 'Ask for the consent again; the law of this jurisdiction requires renewal.',
  'document-unknown': 'List the consent document and its version in the policy, or use one that is listed.',
  'document-superseded': 'Explain the changed document and ask for consent to its new version.',
  'document-incomplete':
    'Use a document version that covers everything that the policy requires for this scope.',
  'method-not-accepted':
    'Have the consent signed; this jurisdiction does not accept the method that was used.',
  'verbal-undocumented': 'Have the person who heard the consent document it.',
  'age-unknown': 'Register the client with a birth date; it decides who may consent.',
  'age-unreadable': 'Try again shortly; the sealed birth date could not be decrypted.',
  'client-of-age': 'Ask the client; a guardian can no longer consent for an adult.',
  'guardian-basis-missing': 'State the relationship and why this person may consent for the client.',
  'custody-order-missing': 'Obtain the custody order, or record that there is none, before the session.',
  'order-missing': 'Name the court order that this consent is based on.',
  'minor-cannot-consent': 'Ask a guardian; at this age the client cannot consent in this jurisdiction.',
  'minor-consent-unsettled':
    'Ask a guardian. Whether the client may consent alone at this age is not settled here; the person responsible for compliance has a task to decide it.',
  'consent-from-minor':
    'Ask the client again: the consent was not valid when it was given, and the client now decides as an adult.',
  'condition-not-attested':
    'Have the clinician attest to the conditions that the law sets for a minor’s own consent.',
  'session-length-unknown':
    'Schedule the session with its length; a minor’s own consent covers limited sessions only.',
  'session-too-long': 'Shorten the session, or ask a guardian.',
  'sessions-used-up':
    'Ask a guardian, or attest why that would be detrimental; the minor has used all sessions that the law permits without one.',
  'visits-used-up':
    'Wait until next week, or ask a guardian; the minor has used all visits that the law permits this week.',
  'assent-missing': 'Ask the client whether they agree, and record the answer.',
  'assent-refused': 'Do not treat against the client’s will; talk with the client and the guardian.',
  'clinician-unknown': 'Register the clinician, or schedule the session with one who is registered.',
  'licence-not-in-jurisdiction': 'Move the session to a clinician who is licensed where the client is today.',
  'licence-out-of-date': 'Renew the license and register it before the session.',
  'licence-suspended':
    'Move the session to another clinician; the board has suspended or revoked this license.',
  'licence-restricted': 'Check the board’s order: the restriction may rule out this session.',
  'compact-privilege-missing': 'Obtain the compact’s telehealth privilege, or a license where the client is.',
  'compact-clinician-away':
    'Hold the session from the clinician’s home jurisdiction; the compact requires it.',
  'compact-place-unknown': 'State where the clinician is today; the compact depends on it.',
  'training-missing': 'Register the clinician’s telehealth training.',
  'training-expired': 'Renew the clinician’s telehealth training.',
  'location-unknown': 'Ask the client where they are today.',
  'check-in-outdated':
    'Check the client in again shortly before the session: the last check-in was too long before it.',
  'place-unlisted':
    'The policy does not cover this place. Ask the person responsible for compliance, who has a task, to review it; or hold the session from a place that is covered. If the place is wrong, correct it.',
  'place-not-permitted':
    'A review found that this session may not be held from there. Hold it from another place, or ask the reviewer what would change the decision.',
  'recipient-not-named':
    'Obtain consent to disclosure to this staff member from the person who may give it, or exclude the staff member.',
  'place-not-private': 'Ask the client to move to a place where nobody can overhear them.',
  'identity-not-confirmed': 'Confirm the identity of the person on the screen.',
  'connection-public': 'Ask the client to leave the public network, for example by using mobile data.',
  'connection-unknown': 'Ask what kind of network the client uses.',
  'fallback-not-agreed': 'Agree on a second channel in case the connection fails.',
  'emergency-contact-not-confirmed': 'Confirm that the emergency contact is reachable and may be called.',
  'boundaries-not-agreed': 'Agree on how and when the client may contact the clinician between sessions.',
  'area-not-designated': 'Take the student to the room that the school has designated.',
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
  | 'place-reviewed'
  | 'recipients-named'
  | 'place-private'
  | 'identity-confirmed'
  | 'connection-private'
  | 'fallback-agreed'
  | 'emergency-contact-confirmed'
  | 'boundaries-agreed'
  | 'area-designated';
