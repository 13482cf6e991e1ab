/** An iCalendar feed of these events, each by its properties. */
export const calendarFeed = (...events: readonly (readonly string[])[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((properties, index) => [
      'BEGIN:VEVENT',
      `UID:${index}@calendar.example`,
      ...properties,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
