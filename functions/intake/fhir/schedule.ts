import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { facts, nothing, type Translation } from '../providers/provider.ts';
import { reading, rfc3339 } from '../providers/reading.ts';
import { roomsOf } from './virtual-service.ts';
import {
  coding,
  complain,
  fact,
  nameOf,
  reference,
  referenceTo,
  refused,
  resource,
  startOf,
} from './resource.ts';

const appointment = resource.extend({
  status: z.string(),
  start: rfc3339.optional(),
  extension: z.unknown().optional(),
  virtualService: z.unknown().optional(),
  participant: z
    .array(z.object({ actor: reference.optional() }))
    .max(100)
    .default([]),
});

/** https://hl7.org/fhir/R4/appointment.html: booked, moved, cancelled or missed. */
export const translateAppointment = (whole: unknown, ids: ProviderIds): Translation =>
  reading(appointment, whole, (read) => {
    const { status, start, participant, meta } = read;
    const at = meta?.lastUpdated;
    const actors = (type: string): string[] => [
      ...new Set(participant.flatMap(({ actor }) => referenceTo(type, actor) ?? [])),
    ];
    const patients = actors('Patient');
    const [clinician] = [...actors('Practitioner'), ...actors('PractitionerRole')];
    const sessionId = ids.session(nameOf(read));
    const [patient] = patients;
    const clientId = patient === undefined ? undefined : ids.person(patient);
    switch (status) {
      case 'booked': {
        if (patients.length > 1) {
          const path = 'Appointment.participant';
          return refused(
            complain('not-supported', path, 'a session of more than one client cannot be represented'),
          );
        }
        if (clientId === undefined)
          return refused(complain('required', 'Appointment.participant', 'names no Patient'));
        if (clinician === undefined)
          return refused(complain('required', 'Appointment.participant', 'names no Practitioner'));
        if (start === undefined) return refused(complain('required', 'Appointment.start', 'is missing'));
        const data = { sessionId, clientId, clinicianId: ids.person(clinician), startsAt: start };
        const scheduled = fact('session.scheduled.v1', read, whole, at, data);
        const otherIds = roomsOf(read, ids);
        if (otherIds.length === 0) return facts(scheduled);
        return facts(scheduled, fact('session.ids-linked.v1', read, whole, at, { sessionId, otherIds }));
      }
      case 'cancelled':
      case 'entered-in-error':
        return facts(
          fact('session.cancelled.v1', read, whole, at, {
            sessionId,
            ...(clientId === undefined ? {} : { clientId }),
          }),
        );
      case 'noshow':
        if (clientId === undefined)
          return refused(complain('required', 'Appointment.participant', 'names no Patient'));
        return facts(fact('session.missed.v1', read, whole, at, { sessionId, clientId, reason: 'reported' }));
      default:
        return nothing('not-for-vigil');
    }
  });

const encounter = resource.extend({
  status: z.string(),
  class: coding.optional(),
  subject: reference.optional(),
  appointment: z.array(reference).max(10).optional(),
  period: z.object({ start: z.string().optional(), end: z.string().optional() }).optional(),
});

/** https://hl7.org/fhir/R4/encounter.html; only encounters of the class `VR`, virtual: the others are not online. */
export const translateEncounter = (whole: unknown, ids: ProviderIds): Translation =>
  reading(encounter, whole, (read) => {
    const { status, subject, period, meta } = read;
    if (read.class?.code !== 'VR') return nothing('not-for-vigil');
    const patient = referenceTo('Patient', subject);
    if (patient === undefined) return refused(complain('required', 'Encounter.subject', 'names no Patient'));
    // The session is the appointment's where the encounter came of one.
    const booked = referenceTo('Appointment', read.appointment?.[0]);
    const data = { sessionId: ids.session(booked ?? nameOf(read)), clientId: ids.person(patient) };
    const since = (time: string | undefined) =>
      (time === undefined ? undefined : startOf(time)) ?? meta?.lastUpdated;
    switch (status) {
      case 'in-progress':
        return facts(fact('session.started.v1', read, whole, since(period?.start), data));
      case 'finished':
        return facts(fact('session.ended.v1', read, whole, since(period?.end), data));
      case 'cancelled':
      case 'entered-in-error':
        return facts(fact('session.cancelled.v1', read, whole, meta?.lastUpdated, data));
      default:
        return nothing('not-for-vigil');
    }
  });
