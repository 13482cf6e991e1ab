import type { Denial, Grant, Party } from './consent.ts';

/** Who spoke. There is one client; guardians and clinicians differ, and a guardian without an id may be any of them. */
export type Speaker = Pick<Denial, 'speakerId' | 'basis' | 'orderId'> & {
  readonly party: Party | 'clinician';
};

export const grantedBy = ({ grantor, speakerId, basis, orderId }: Grant): Speaker => ({
  party: grantor,
  speakerId,
  basis,
  orderId,
});

export const deniedBy = ({ deniedBy: party, speakerId, basis, orderId }: Denial): Speaker => ({
  party,
  speakerId,
  basis,
  orderId,
});

const hasSeveral = ({ party }: Speaker): boolean => party === 'guardian' || party === 'clinician';

/** The same for what each speaker of a kind said, so that nobody replaces the words of another. */
export const nameOf = (speaker: Speaker): string =>
  hasSeveral(speaker) ? `${speaker.party} ${speaker.speakerId ?? ''}` : speaker.party;

/** True where it is certain: of two guardians without an id nobody knows. */
export const isSameSpeaker = (one: Speaker, other: Speaker): boolean =>
  one.party === other.party &&
  (!hasSeveral(one) || (one.speakerId !== undefined && one.speakerId === other.speakerId));

/** True unless it is certain that they are different people: enough for a "no" of one to end the consent of the other. */
export const maybeSameSpeaker = (one: Speaker, other: Speaker): boolean =>
  one.party === other.party &&
  (!hasSeveral(one) ||
    one.speakerId === undefined ||
    other.speakerId === undefined ||
    one.speakerId === other.speakerId);

/**
 * May one undo what the other said? The same person may, and a court by an order. A court does not overrule a
 * clinician who finds a treatment unsuitable: it orders no clinical judgment.
 */
export const mayUndo = (one: Speaker, other: Speaker): boolean =>
  one.party === 'court'
    ? one.orderId !== undefined && other.party !== 'clinician'
    : isSameSpeaker(one, other);
