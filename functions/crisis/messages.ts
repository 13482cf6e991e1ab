import * as z from 'zod/mini';
import type { Incident } from '../../domain/crisis/incident.ts';
import type { DueAggregate } from '../platform/state/aggregates.ts';

/** Asks `escalate` to look at an incident. */
export const stepMessage = z.object({
  tenantId: z.string(),
  clientId: z.string(),
  /** The step that this message is for; absent where the sweep sends it: then everything due is done. */
  step: z.exactOptional(z.object({ incidentId: z.string(), number: z.number() })),
  /** The tenant has a new roster: who was not asked under it is paged now. */
  replan: z.exactOptional(z.literal(true)),
  /** Somebody was texted in this step and has had their time to answer: they are called. */
  call: z.exactOptional(z.object({ incidentId: z.string(), staffId: z.string(), step: z.number() })),
  /** A page that did not reach its phone, as a receipt or an opt-out says: it can only hasten what is due. */
  undelivered: z.exactOptional(
    z.object({
      incidentId: z.string(),
      staffId: z.string(),
      failure: z.string(),
      /** The pseudonym of the phone, which matters where the person has several. */
      line: z.exactOptional(z.string()),
    }),
  ),
});

export type StepMessage = z.infer<typeof stepMessage>;

/** The message for the step that an incident has reached. */
export const stepOf = ({
  tenantId,
  clientId,
  incidentId,
  step,
}: Pick<Incident, 'tenantId' | 'clientId' | 'incidentId' | 'step'>): StepMessage => ({
  tenantId,
  clientId,
  step: { incidentId, number: step },
});

export interface EscalationQueue {
  /** Delivered after `delaySeconds`, at most 900 (SQS DelaySeconds): a longer wait takes several deliveries. */
  send(message: StepMessage, delaySeconds: number): Promise<void>;
}

/** Asks `process-due-work` to look at an aggregate whose deadline has passed. */
export const dueWorkMessage = z.object({ kind: z.string(), ids: z.array(z.string()) });

export type DueWork = Readonly<z.infer<typeof dueWorkMessage>>;

export const dueWorkOf = ({ kind, ids }: DueAggregate): DueWork => ({ kind, ids: [...ids] });

export interface DueQueue {
  send(message: DueWork, delaySeconds: number): Promise<void>;
}

const code = z.exactOptional(z.string());
const simpleVerbs = [
  'take',
  'pass',
  'arrived',
  'snooze',
  'escalate',
  'hand-over',
  'welfare',
  'close-unspecified',
  'follow-up-done',
  'review-done',
] as const;

const reply = z.discriminatedUnion('verb', [
  z.object({ verb: z.enum(simpleVerbs), code }),
  z.object({
    verb: z.literal('close'),
    outcome: z.enum(['safe-with-support', 'emergency-service', 'hospital', 'false-alarm']),
    welfare: z.exactOptional(z.literal(true)),
    code,
  }),
  z.object({ verb: z.enum(['opt-out', 'opt-in', 'unclear']) }),
]);

/** A reply from a phone, without its number and text. */
export const inboundReply = z.object({
  line: z.string(),
  inboundMessageId: z.string(),
  reply,
  /** Of a text that is unclear: the same for the same words from the same phone, and nothing can be read from it. */
  fingerprint: z.exactOptional(z.string()),
  /** The text began with an opt-out word: the carrier may have taken it for one. */
  mayOptOut: z.exactOptional(z.literal(true)),
});

export type InboundReply = Readonly<z.infer<typeof inboundReply>>;

export interface ReplyQueue {
  send(reply: InboundReply): Promise<void>;
}
