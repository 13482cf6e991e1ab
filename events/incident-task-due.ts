import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId } from './fields.ts';

export const incidentTaskDue = /* @__PURE__ */ defineFact('incident.task-due.v1', () => ({
  summary: 'Closing an incident left a task with a date.',
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
    dueAt: instant('When it is due', 'crisis-response', '2027-03-03T10:00:00Z'),
  }),
}));
