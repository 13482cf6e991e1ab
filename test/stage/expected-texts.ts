import { expect } from 'vitest';
import { type Clinic, phones } from '../../demo/clinic.ts';

/** The texts on the phones of the staff, heard one by one: one more than a test asked for, on any phone, fails it. */
export const expectedTexts = (clinic: () => Clinic) => {
  let heard: Record<string, number> = {};

  /** The next text on this phone, which must be there and say this. */
  const next = async (phone: string, words: string): Promise<string> => {
    const index = heard[phone] ?? 0;
    heard[phone] = index + 1;
    const text = (await clinic().textsOn(phone))[index];
    expect(text).toContain(words);
    return text ?? '';
  };
  const say = async (phone: string, words: string, answer: string): Promise<string> => {
    await clinic().answer(phone, words);
    return next(phone, answer);
  };
  return {
    next,
    say,
    /** The one who has it brings it to its end and does what remains. */
    async finish(phone: string, code: string): Promise<void> {
      await say(phone, `${code} w`, 'To close reply');
      await say(phone, `${code} c4`, 'closed');
      await say(phone, `${code} f`, 'noted');
      await say(phone, `${code} r`, 'noted');
    },
    async nothingMore(): Promise<void> {
      for (const [name, phone] of Object.entries(phones))
        expect(
          (await clinic().textsOn(phone)).slice(heard[phone] ?? 0),
          `nothing unexpected on ${name}`,
        ).toEqual([]);
    },
    async forget(): Promise<void> {
      await clinic().clearPhones();
      heard = {};
    },
  };
};
