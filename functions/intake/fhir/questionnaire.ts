import * as z from 'zod';

/** The LOINC code of the question that a link id refers to. */
export type Loincs = (linkId: string) => string | undefined;

interface Question {
  readonly linkId?: string | undefined;
  readonly code?:
    readonly { readonly system?: string | undefined; readonly code?: string | undefined }[] | undefined;
  readonly item?: readonly Question[] | undefined;
}

const question: z.ZodType<Question> = z.object({
  linkId: z.string().max(256).optional(),
  code: z
    .array(z.object({ system: z.string().optional(), code: z.string().optional() }))
    .max(50)
    .optional(),
  get item() {
    return z.array(question).max(500).optional();
  },
});

const questionnaire = z.object({
  resourceType: z.literal('Questionnaire'),
  id: z.string().optional(),
  url: z.string().optional(),
  item: z.array(question).max(500).default([]),
});

/**
 * Link ids are the questionnaire's own (`/44260-8`, `g1.q9`, ...), so they are looked up in it: contained, or beside it in
 * the same Bundle. Without it a link id counts that holds the LOINC code itself.
 */
export const loincsOf = (canonical: string | undefined, candidates: readonly unknown[]): Loincs => {
  const known = new Map<string, string>();
  const address = (canonical ?? '').split('|')[0] ?? '';
  for (const candidate of candidates) {
    const read = questionnaire.safeParse(candidate);
    if (!read.success) continue;
    const { id = '', url, item } = read.data;
    if (url === address || address === `#${id}` || address.endsWith(`Questionnaire/${id}`))
      collect(item, known);
  }
  return (linkId) => known.get(linkId) ?? /(?:^|[^\d])(\d{4,6}-\d)(?!\d)/.exec(linkId)?.[1];
};

const collect = (questions: readonly Question[], into: Map<string, string>): void => {
  for (const { linkId, code, item } of questions) {
    const loinc = code?.find(({ system }) => system === 'http://loinc.org')?.code;
    if (linkId !== undefined && loinc !== undefined) into.set(linkId, loinc);
    collect(item ?? [], into);
  }
};
