import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const incidentTaskDone = /* @__PURE__ */ defineFact('incident.task-done.v1', () => ({
  summary: 'A task that an incident left was done.',
  origin: 'vigil',
  data: z.object({
    incidentId: opaqueId('Incident', 'crisis-response', 'incident-64c1'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    task: code(['follow-up', 'review'], {
      title: 'Task',
      description: 'Seeing the client again, or reviewing the case.',
      purpose: 'crisis-response',
    }),
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));
