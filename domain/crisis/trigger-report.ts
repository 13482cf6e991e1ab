/** What the ledger says of an incident, as far as its triggers are concerned. */
export type TriggerFact =
  | { readonly type: 'opened' | 'joined'; readonly incidentId: string; readonly trigger: string }
  | { readonly type: 'paged'; readonly incidentId: string }
  | { readonly type: 'closed'; readonly incidentId: string; readonly outcome: string };

export interface TriggerCount {
  readonly trigger: string;
  /** Incidents that it opened, and how often it joined one that was open. */
  readonly incidents: number;
  readonly joined: number;
  /** Texts to staff about the incidents that it opened. */
  readonly pages: number;
  /** How those incidents ended: somebody had to act, nobody had to, or they have not ended yet. */
  readonly neededAction: number;
  readonly falseAlarms: number;
  readonly notClosed: number;
}

/** Which triggers paged somebody, and whether anybody had to act: where nobody ever has to, a task may do in place of a page. */
export const triggerReport = (facts: readonly TriggerFact[]): readonly TriggerCount[] => {
  const opened = new Map<string, string>();
  const outcomes = new Map<string, string>();
  for (const fact of facts) {
    if (fact.type === 'opened') opened.set(fact.incidentId, fact.trigger);
    if (fact.type === 'closed') outcomes.set(fact.incidentId, fact.outcome);
  }
  const named = facts.flatMap((fact) => ('trigger' in fact ? [fact.trigger] : []));
  return [...new Set(named)].sort().map((trigger) => {
    const incidents = [...opened].filter(([, by]) => by === trigger).map(([incidentId]) => incidentId);
    const ended = incidents.map((incidentId) => outcomes.get(incidentId));
    const notClosed = ended.filter((outcome) => outcome === undefined).length;
    const falseAlarms = ended.filter((outcome) => outcome === 'false-alarm').length;
    return {
      trigger,
      incidents: incidents.length,
      joined: facts.filter((fact) => fact.type === 'joined' && fact.trigger === trigger).length,
      pages: facts.filter(({ type, incidentId }) => type === 'paged' && incidents.includes(incidentId))
        .length,
      neededAction: incidents.length - notClosed - falseAlarms,
      falseAlarms,
      notClosed,
    };
  });
};
