/** The facts that reports list over a period: they alone are found by type and time, so that the index stays small. */
export const reportedTypes = [
  'record.opened.v1',
  'record.opening-refused.v1',
  'record.seal-broken.v1',
  'record.purged.v1',
  'record.purge-final.v1',
  'record.removal-unattributed.v1',
  'hold.in-force.v1',
  'hold.lifted.v1',
  'erasure.scheduled.v1',
  'erasure.refused.v1',
  'erasure.cancelled.v1',
  'erasure.completed.v1',
  'erasure.certified.v1',
  'access.exported.v1',
  'retention.recalculated.v1',
  'incident.opened.v1',
  'incident.trigger-joined.v1',
  'incident.paged.v1',
  'incident.acknowledged.v1',
  'incident.closed.v1',
  'incident.reopened.v1',
  'incident.welfare-confirmed.v1',
] as const;

export type ReportedType = (typeof reportedTypes)[number];
