import * as z from 'zod';
import { confidence, place } from './fields.ts';

const severity = z.enum(['block', 'warn']);
const date = z.iso.date();
const scope = z.string().regex(/^[a-z-]+$/);
const topic = z.string().regex(/^[a-z-]+$/);
const source = z.string().min(10, { error: 'must name the statute, the regulation or "product default"' });

const ruleBase = {
  id: z.string().regex(/^[a-z0-9.-]+$/),
  jurisdiction: z.union([z.literal('*'), place]),
  program: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  source,
  note: z.string().optional(),
  effectiveFrom: date,
  effectiveUntil: date.optional(),
  confidence: confidence.optional(),
  readOn: date.optional(),
};

export const clearanceRule = z.discriminatedUnion('kind', [
  z.strictObject({
    ...ruleBase,
    kind: z.literal('majority'),
    age: z.literal(18, { error: 'must be 18: from then on a person decides about their own care' }),
  }),
  z.strictObject({
    ...ruleBase,
    kind: z.literal('method'),
    methods: z.array(z.enum(['written', 'electronic', 'verbal'])).min(1),
  }),
  z.strictObject({ ...ruleBase, kind: z.literal('renewal'), everyMonths: z.int().min(1).max(120) }),
  z.strictObject({ ...ruleBase, kind: z.literal('each-session') }),
  z.strictObject({ ...ruleBase, kind: z.literal('custody') }),
  z
    .strictObject({
      ...ruleBase,
      // A place of its own: what minors may do somewhere must never hold everywhere.
      jurisdiction: place,
      kind: z.literal('self-consent'),
      fromAge: z.int().min(0).max(20),
      throughAge: z.int().min(0).max(20).optional(),
      conditions: z.array(topic),
      maxSessions: z.int().min(1).optional(),
      maxMinutes: z.int().min(1).optional(),
      maxPerWeek: z.int().min(1).optional(),
      limitsWaivedBy: topic.optional(),
      independent: z.boolean().optional(),
    })
    .refine(({ fromAge, throughAge }) => throughAge === undefined || fromAge <= throughAge, {
      path: ['throughAge'],
      error: 'must not be less than fromAge',
    }),
  z.strictObject({
    ...ruleBase,
    jurisdiction: place,
    kind: z.literal('unsettled-self-consent'),
    fromAge: z.int().min(0).max(17),
  }),
]);

const rules = z.array(clearanceRule).refine((all) => new Set(all.map(({ id }) => id)).size === all.length, {
  error: 'must have ids that differ',
});

const sessionKind = z.strictObject({
  scopes: z
    .array(z.strictObject({ scope, ifMissing: severity }))
    .refine(
      (scopes) => scopes.some((each) => each.scope === 'telehealth-treatment' && each.ifMissing === 'block'),
      {
        error: 'must block without telehealth-treatment: without consent nothing may be cleared',
      },
    ),
  checkIn: z.partialRecord(
    z.enum([
      'private-place',
      'identity',
      'connection',
      'fallback-channel',
      'emergency-contact',
      'boundaries',
      'designated-area',
    ]),
    severity,
  ),
});

const consentDocument = z.strictObject({
  documentId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  versions: z
    .array(
      z.strictObject({
        version: z.string().regex(/^[a-z0-9][a-z0-9.:_-]{0,63}$/),
        effectiveFrom: date,
        change: z.enum(['material', 'cosmetic']),
        covers: z.array(topic),
      }),
    )
    .min(1)
    .refine(
      (versions) =>
        versions.every(
          ({ effectiveFrom }, index) =>
            index === 0 || (versions[index - 1]?.effectiveFrom ?? '') <= effectiveFrom,
        ),
      { error: 'must be listed oldest first' },
    )
    .refine((versions) => new Set(versions.map(({ version }) => version)).size === versions.length, {
      error: 'must have names that differ',
    }),
});

/** Who answers for what the policy leaves open, and how soon. */
const placeReview = z
  .strictObject({
    role: z.enum(['clinician', 'compliance', 'administrator']),
    withinSeconds: z
      .int()
      .min(900)
      .max(604_800, { error: 'must be at most a week: a client waits for the answer' }),
    atLeastSeconds: z.int().min(300).max(86_400),
  })
  .refine(({ withinSeconds, atLeastSeconds }) => atLeastSeconds <= withinSeconds, {
    path: ['atLeastSeconds'],
    error: 'must not be more than withinSeconds',
  });

/** The whole policy: what holds for every tenant. */
export const clearancePolicy = z.strictObject({
  version: z.string().regex(/^\d{4}-\d{2}(\.\d+)?$/, { error: 'must be a version such as "2026-11"' }),
  notice: z.string().min(1),
  rules,
  sessionKinds: z.strictObject({
    individual: sessionKind,
    couple: sessionKind,
    family: sessionKind,
    group: sessionKind,
    school: sessionKind,
    'crisis-follow-up': sessionKind,
  }),
  documents: z.array(consentDocument),
  requiredCoverage: z.record(scope, z.array(topic)),
  assent: z.strictObject({ fromAge: z.int().min(0).max(17), ifMissing: severity, ifRefused: severity }),
  training: severity,
  placeReview,
  compacts: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]+$/),
      licenceTypes: z.array(z.string()).min(1),
      privilege: z.string(),
      members: z.array(place).min(2),
      source,
      note: z.string().optional(),
      effectiveFrom: date,
    }),
  ),
  revokedMidSession: z.strictObject({
    action: z.enum(['stop', 'wind-down']),
    withinSeconds: z
      .int()
      .min(0)
      .max(900, { error: 'must be at most 900 seconds: a revoked consent is no licence to go on' }),
  }),
  connection: z.strictObject({
    graceSeconds: z.int().min(10).max(300),
    fallbackSeconds: z.int().min(60).max(1800),
  }),
  licenceReminderDays: z.array(z.int().min(0).max(365)).min(1),
  reviewReminderDays: z.int().min(1).max(30),
  checkInValidSeconds: z
    .int()
    .min(900)
    .max(43_200, { error: 'must be at most 12 hours: a check-in says where the client is at this session' }),
});

/**
 * What a tenant decides for itself. Of the law it can only add rules, and where several apply the strictest counts,
 * so no tenant can make the law milder; that a minor may consent is no tenant's to say.
 */
const tenantPolicy = z.strictObject({
  version: z.string().regex(/^[a-z0-9.-]+$/),
  rules: rules
    .refine((all) => all.every(({ kind }) => kind !== 'self-consent'), {
      error: 'must not let minors consent',
    })
    .optional(),
  /** Places outside the United States, of which there is only a preview, that the tenant turns on. */
  previews: z.array(place).optional(),
  sessionKinds: clearancePolicy.shape.sessionKinds.partial().optional(),
  documents: clearancePolicy.shape.documents.optional(),
  assent: clearancePolicy.shape.assent.optional(),
  training: severity.optional(),
  placeReview: placeReview.optional(),
  revokedMidSession: clearancePolicy.shape.revokedMidSession.optional(),
  connection: clearancePolicy.shape.connection.optional(),
  licenceReminderDays: clearancePolicy.shape.licenceReminderDays.optional(),
  reviewReminderDays: clearancePolicy.shape.reviewReminderDays.optional(),
  checkInValidSeconds: clearancePolicy.shape.checkInValidSeconds.optional(),
});

export const tenantClearancePolicies = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), tenantPolicy);

/** The policy with the rules of all places. */
export interface StatedClearancePolicy extends z.infer<typeof clearancePolicy> {
  /** Places that are listed for every tenant. */
  readonly jurisdictions: readonly string[];
  /** Places that a tenant may turn on. */
  readonly previews: readonly string[];
}
export type TenantClearancePolicies = z.infer<typeof tenantClearancePolicies>;
