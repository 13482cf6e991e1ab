import { english } from './texts/english.ts';
import { spanish } from './texts/spanish.ts';

export type Language = 'en' | 'es';

/** In whose name and in which language somebody is texted. */
export interface Voice {
  /** Neutral: it discloses no care. At most 16 characters of GSM-7. */
  readonly name: string;
  readonly language: Language;
}

/** For phones of tenants that have not said how they are called. */
export const defaultVoice: Voice = { name: 'VIGIL', language: 'en' };

export type Texts = ReturnType<typeof english>;

const languages: Readonly<Record<Language, (name: string) => Texts>> = { en: english, es: spanish };

/**
 * The texts that Vigil sends: one GSM-7 segment (160 characters, 3GPP TS 23.038) with a code and what to reply, without
 * personal data. Each text is complete by itself, because carriers deliver in any order.
 */
export const textsIn = ({ name, language }: Voice): Texts => languages[language](name);
