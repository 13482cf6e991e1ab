import json from '../../policies/crisis.json' with { type: 'json' };

/** The longest that a tier of a roster may be given to answer, by the policy that this build contains. */
export const { maxAnswerWithinSeconds } = json;
