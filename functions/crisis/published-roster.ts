import type { Instant } from '../../domain/instant.ts';
import type { RosterDefinition } from '../../domain/crisis/roster/roster.ts';

/** The tenant's roster as the escalation reads it: staff ids and the handles of their phones; numbers stay sealed. */
export interface PublishedRoster {
  readonly definition: RosterDefinition;
  readonly at: Instant;
  readonly eventId: string;
  readonly contactsRecordId: string;
  /** The pseudonym of each phone, by staff id: identifies the contact method without its number. */
  readonly lines: Readonly<Record<string, string>>;
  /** Who was on call at the last hand-off notice, by schedule. */
  readonly announced: Readonly<Record<string, readonly string[]>>;
  /** Whose shifts moved and who has no notice yet, with the record that holds their number. */
  readonly moved?: Readonly<Record<string, string>>;
}
