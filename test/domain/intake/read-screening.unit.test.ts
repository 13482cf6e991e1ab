import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, type AnswerValue, screen } from '../../../domain/intake/read-screening.ts';

const code = (loinc: string, ...codes: string[]): Answer => ({
  loinc,
  values: codes.map((each) => ({ kind: 'code', code: each })),
});
const cssrs = ['93246-7', '93247-5', '93248-3', '93249-1', '93250-9', '93267-3', '93269-9'];

describe('PHQ-9', () => {
  it.each([
    ['LA6568-5', 'nothing-flagged'],
    ['LA6569-3', 'flagged'],
    ['LA6570-1', 'flagged'],
    ['LA6571-9', 'flagged'],
    ['LA9999-9', 'unreadable'],
  ])('item 9 answered %s is %s', (answer, outcome) => {
    expect(screen([code('44260-8', answer)]).outcome).toBe(outcome);
  });

  it.each([
    [0, 'nothing-flagged'],
    [1, 'flagged'],
    [3, 'flagged'],
    [4, 'unreadable'],
    [-1, 'unreadable'],
    [0.5, 'unreadable'],
  ])('item 9 with %d points is %s', (number, outcome) => {
    expect(screen([{ loinc: '44260-8', values: [{ kind: 'number', number }] }]).outcome).toBe(outcome);
  });

  it('the other eight flag nothing, whatever the total', () => {
    const others = ['44250-9', '44255-8', '44259-0', '44254-1', '44251-7', '44258-2', '44252-5', '44253-3'];
    expect(screen(others.map((each) => code(each, 'LA6571-9'))).outcome).toBe('nothing-flagged');
  });
});

describe('C-SSRS', () => {
  it.each(cssrs)('a yes to %s alone is a warning', (question) => {
    expect(screen([code(question, 'LA33-6')])).toEqual({ outcome: 'flagged', triggers: ['cssrs-positive'] });
    expect(screen([{ loinc: question, values: [{ kind: 'yes-no', yes: true }] }]).outcome).toBe('flagged');
  });

  it('all no, and a low level, is none', () => {
    const answers = [...cssrs.map((each) => code(each, 'LA32-8')), code('93374-7', 'LA9194-7')];
    expect(screen(answers)).toEqual({ outcome: 'nothing-flagged' });
  });

  it('a level that is not known to be low is a warning', () => {
    expect(screen([code('93374-7', 'LA0000-0')]).outcome).toBe('flagged');
  });
});

it('nothing answered is neither yes nor no', () => {
  expect(screen([])).toEqual({ outcome: 'nothing-flagged' });
  expect(screen([{ loinc: '44260-8', values: [] }])).toEqual({ outcome: 'nothing-flagged' });
});

it('one positive answer counts, whatever else was answered and in whatever order', () => {
  const value = fc.oneof(
    fc.record({ kind: fc.constant('code' as const), code: fc.string() }),
    fc.record({ kind: fc.constant('number' as const), number: fc.double() }),
    fc.record({ kind: fc.constant('yes-no' as const), yes: fc.boolean() }),
  ) as fc.Arbitrary<AnswerValue>;
  const answer = fc.record({
    loinc: fc.oneof(fc.string(), fc.constantFrom(...cssrs, '44260-8', '93374-7')),
    values: fc.array(value, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(answer), fc.constantFrom(...cssrs), fc.nat(), (others, question, at) => {
      const place = at % (others.length + 1);
      const answers = [...others.slice(0, place), code(question, 'LA33-6'), ...others.slice(place)];
      expect(screen(answers).outcome).toBe('flagged');
    }),
  );
});
