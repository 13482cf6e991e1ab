import { type RosterDefinition, staffOf } from './roster.ts';

/** So many people are texted at most: they call the others. */
const mostPeople = 5;

/**
 * Who gets a text while Vigil cannot page anybody, the first ones first: those whom the roster names for it, else the last
 * tier and those who take gaps, else everybody.
 */
export const standbyOf = (roster: RosterDefinition): readonly string[] => {
  const last = roster.tiers.at(-1);
  const lastResort = [
    ...(last?.staffIds ?? []),
    ...(roster.schedules ?? []).flatMap(({ fallbackStaffId }) => fallbackStaffId ?? []),
  ];
  const named = roster.standbyStaffIds ?? [];
  const chosen = [named, lastResort].find((staffIds) => staffIds.length > 0) ?? staffOf(roster);
  return [...new Set(chosen)].slice(0, mostPeople);
};
