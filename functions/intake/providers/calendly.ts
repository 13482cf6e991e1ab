import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { roomsAt } from './meeting-address.ts';
import { facts, nothing, type Provider } from './provider.ts';
import { externalId, nameIn, reading, rfc3339 } from './reading.ts';
import { verifyTimedSignature } from './signatures.ts';

/** Calendly. https://developer.calendly.com/api-docs (webhooks); names, addresses, answers and notes are not read. */
const invitee = z.object({
  created_at: rfc3339,
  payload: z.object({
    uri: externalId,
    email: z.string().min(1).max(320),
    event: externalId,
    scheduled_event: z
      .object({
        start_time: rfc3339,
        // A meeting that is described in a way we do not know makes no booking unreadable.
        location: z
          .object({
            type: z.string(),
            join_url: z.string().max(2048).nullish(),
            data: z.object({ id: externalId }).nullish().catch(undefined),
          })
          .nullish()
          .catch(undefined),
        event_memberships: z.array(z.object({ user: externalId })).max(100),
      })
      .optional(),
  }),
});

const noShow = z.object({
  created_at: rfc3339,
  payload: z.object({ uri: externalId, email: z.string().min(1).max(320).optional() }),
});

type Location = NonNullable<z.infer<typeof invitee>['payload']['scheduled_event']>['location'];

/** Calendly makes the meeting at the provider of its host, and says which. */
const roomsOf = (location: Location, ids: ProviderIds): readonly string[] => {
  const meeting = location?.data?.id;
  const made =
    meeting !== undefined && location?.type.startsWith('zoom') === true
      ? [ids.of('zoom').session(meeting)]
      : [];
  return [...new Set([...made, ...roomsAt(location?.join_url ?? undefined, ids)])];
};

const personOf = (email: string): string => email.trim().toLowerCase();

export const calendly: Provider = {
  name: 'calendly',
  contentType: /^application\/json\b/i,
  answers: { taken: 200, unreadable: 200 }, // a 4xx is repeated for a day and then the webhook is switched off

  verify({ body, headers }, secrets, now) {
    const rules = { encoding: 'hex', windowSeconds: 180 } as const; // three minutes in their own example
    return verifyTimedSignature(headers['calendly-webhook-signature'], body, secrets, now, rules);
  },

  translate(body, ids) {
    const event = nameIn('event', body);
    switch (event) {
      case 'invitee.created':
        return reading(invitee, body, ({ created_at, payload }) => {
          const host = payload.scheduled_event?.event_memberships[0];
          if (payload.scheduled_event === undefined || host === undefined) return nothing('not-for-vigil');
          const data = {
            sessionId: ids.session(payload.uri),
            clientId: ids.person(personOf(payload.email)),
            clinicianId: ids.person(host.user),
            startsAt: payload.scheduled_event.start_time,
          };
          const scheduled = {
            type: 'session.scheduled.v1' as const,
            at: created_at,
            key: `${event}|${payload.uri}`,
            data,
          };
          const otherIds = roomsOf(payload.scheduled_event.location, ids);
          if (otherIds.length === 0) return facts(scheduled);
          const linked = { sessionId: data.sessionId, otherIds };
          return facts(scheduled, {
            type: 'session.ids-linked.v1',
            at: created_at,
            key: `linked|${payload.uri}`,
            data: linked,
          });
        });
      // To reschedule is to cancel one booking and to make another: each has a session of its own.
      case 'invitee.canceled':
        return reading(invitee, body, ({ created_at, payload }) => {
          const data = {
            sessionId: ids.session(payload.uri),
            clientId: ids.person(personOf(payload.email)),
          };
          return facts({
            type: 'session.cancelled.v1',
            at: created_at,
            key: `${event}|${payload.uri}`,
            data,
          });
        });
      case 'invitee_no_show.created':
        return reading(noShow, body, ({ created_at, payload: { uri, email } }) => {
          if (email === undefined) return nothing('needs-read-back');
          const data = {
            sessionId: ids.session(uri),
            clientId: ids.person(personOf(email)),
            reason: 'reported',
          };
          return facts({ type: 'session.missed.v1', at: created_at, key: `${event}|${uri}`, data });
        });
      default:
        return nothing(/^(invitee|routing_form)/.test(event) ? 'not-for-vigil' : 'type-unknown');
    }
  },
};
