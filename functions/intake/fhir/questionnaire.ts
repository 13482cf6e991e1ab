import * as z from 'zod';

/** The LOINC codes of the question that a link id refers to: its own, and those of the panels that it belongs to. */
export type Loincs = (linkId: string) => readonly string[];

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
 * the same Bundle. Link ids that hold LOINC codes themselves count as well.
 */
export const loincsOf = (canonical: string | undefined, candidates: readonly unknown[]): Loincs => {
  const known = new Map<string, readonly string[]>();
  const address = (canonical ?? '').split('|')[0] ?? '';
  for (const candidate of candidates) {
    const read = questionnaire.safeParse(candidate);
    if (!read.success) continue;
    const { id = '', url, item } = read.data;
    if (url === address || address === `#${id}` || address.endsWith(`Questionnaire/${id}`))
      collect(item, known);
  }
  return (linkId) => [
    ...(known.get(linkId) ?? []),
    ...[...linkId.matchAll(/(?<!\d)\d{4,6}-\d(?!\d)/g)].map(([loinc]) => loinc),
  ];
};

const collect = (questions: readonly Question[], into: Map<string, readonly string[]>): void => {
  for (const { linkId, code, item } of questions) {
    const loincs = (code ?? []).flatMap((each) =>
      each.system === 'http://loinc.org' && each.code !== undefined ? [each.code] : [],
    );
    if (linkId !== undefined && loincs.length > 0) into.set(linkId, loincs);
    collect(item ?? [], into);
  }
};
