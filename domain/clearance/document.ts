import type { Grant } from './consent.ts';
import type { Instant } from '../instant.ts';
import type { ClearancePolicy } from './policy.ts';
import type { FailedReason } from './remedies.ts';

/** What is wrong with the text that was agreed to: unknown, overtaken by a material change, or silent on what it must explain. */
export const documentProblem = (
  { documentId, documentVersion, scope }: Grant,
  policy: ClearancePolicy,
  now: Instant,
): { readonly reason: FailedReason } | undefined => {
  const versions = policy.documents.find((known) => known.documentId === documentId)?.versions ?? [];
  const index = versions.findIndex(({ version }) => version === documentVersion);
  const agreed = versions[index];
  if (agreed === undefined) return { reason: 'document-unknown' };
  const today = now.slice(0, 10);
  const overtaken = versions
    .slice(index + 1)
    .some(({ change, effectiveFrom }) => change === 'material' && effectiveFrom <= today);
  if (overtaken) return { reason: 'document-superseded' };
  const required = policy.requiredCoverage[scope] ?? [];
  return required.every((topic) => agreed.covers.includes(topic))
    ? undefined
    : { reason: 'document-incomplete' };
};
