import { afterEach, expect } from 'vitest';
import type { Clinic } from '../../demo/clinic.ts';

/** The texts on all phones, heard one by one. After each test: one that it did not ask for, on any phone, fails it. */
export const expectedTexts = (clinic: () => Clinic) => {
  const heard = new Map<string, number>();

  /** The next text on this phone, which must be there and say this. */
  const next = async (phone: string, words: string): Promise<string> => {
    const index = heard.get(phone) ?? 0;
    heard.set(phone, index + 1);
    const text = (await clinic().textsOn(phone))[index];
    expect(text).toContain(words);
    return text ?? '';
  };
  const say = async (phone: string, words: string, answer: string): Promise<string> => {
    await clinic().answer(phone, words);
    return next(phone, answer);
  };
  const nothingMore = async (): Promise<void> => {
    for (const { number } of await clinic().stage.phones())
      expect(
        (await clinic().textsOn(number)).slice(heard.get(number) ?? 0),
        `nothing unexpected on ${number}`,
      ).toEqual([]);
  };
  afterEach(async () => {
    await nothingMore().finally(async () => {
      await clinic().clearPhones();
      heard.clear();
    });
  });
  return {
    next,
    say,
    /** Up to now, too, nobody was told anything else. */
    nothingMore,
    /** This person on standby was told that nobody is paged: at least once, since each process that fails tells it. */
    async standbyTold(phone: string): Promise<void> {
      await next(phone, 'our system is down');
      const more = (await clinic().textsOn(phone)).slice(heard.get(phone) ?? 0);
      const end = more.findIndex((text) => !text.includes('our system is down'));
      heard.set(phone, (heard.get(phone) ?? 0) + (end === -1 ? more.length : end));
    },
    /** The one who has it brings it to its end and does what remains. */
    async finish(phone: string, code: string): Promise<void> {
      await say(phone, `${code} w`, 'To close reply');
      await say(phone, `${code} c4`, 'closed');
      await say(phone, `${code} f`, 'noted');
      await say(phone, `${code} r`, 'noted');
    },
  };
};
