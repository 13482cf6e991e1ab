/** One property of a component. Dates are in ISO 8601; a recurrence rule is an object of its parts. */
export interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly type: string;
  readonly values: readonly unknown[];
}

/** The properties and components between BEGIN and END. Names are in lower case. */
export interface Component {
  readonly name: string;
  readonly properties: readonly Property[];
  readonly components: readonly Component[];
}

/**
 * Reads iCalendar's content lines (RFC 5545, 3.1 and 3.4) into components, as far as turns on call need them: values
 * other than text, dates, durations, addresses and recurrence rules stay as they are. Returns nothing where a line is
 * not well formed or a component is not closed.
 */
export const readComponents = (text: string): readonly Component[] | undefined => {
  const top: Building = { name: '', properties: [], components: [] };
  const open = [top];
  for (const line of unfold(text)) {
    const property = readLine(line);
    const parent = open.at(-1);
    if (property === undefined || parent === undefined) return undefined;
    const component = String(property.values[0]).toLowerCase();
    if (property.name === 'begin') {
      const child: Building = { name: component, properties: [], components: [] };
      parent.components.push(child);
      open.push(child);
    } else if (property.name === 'end') {
      if (parent.name !== component) return undefined;
      open.pop();
    } else {
      if (parent === top) return undefined;
      parent.properties.push(property);
    }
  }
  return open.length === 1 ? top.components : undefined;
};

interface Building extends Component {
  readonly properties: Property[];
  readonly components: Building[];
}

/** A line that begins with a space or a tab continues the one before. */
const unfold = (text: string): readonly string[] =>
  text
    .replaceAll(/(\r\n|\r|\n)[ \t]/g, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '');

const parameter = /^;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)/;

/** `NAME;PARAMETER=value;OTHER="quoted":the value` */
const readLine = (line: string): Property | undefined => {
  const name = /^[A-Za-z0-9-]+/.exec(line)?.[0];
  if (name === undefined) return undefined;
  const parameters: Record<string, string> = {};
  let rest = line.slice(name.length);
  for (let match = parameter.exec(rest); match !== null; match = parameter.exec(rest)) {
    const [whole, key = '', value = ''] = match;
    parameters[key.toLowerCase()] = value.replaceAll('"', '');
    rest = rest.slice(whole.length);
  }
  if (!rest.startsWith(':')) return undefined;
  return propertyFrom(name.toLowerCase(), parameters, rest.slice(1));
};

/** RFC 5545, 3.8: what a property holds where it has no VALUE parameter. */
const defaultTypes: ReadonlyMap<string, string> = new Map([
  ['dtstart', 'date-time'],
  ['dtend', 'date-time'],
  ['recurrence-id', 'date-time'],
  ['exdate', 'date-time'],
  ['rdate', 'date-time'],
  ['rrule', 'recur'],
  ['duration', 'duration'],
  ['attendee', 'cal-address'],
]);

const listed = new Set(['exdate', 'rdate']);

const propertyFrom = (name: string, parameters: Readonly<Record<string, string>>, text: string): Property => {
  const type = parameters['value']?.toLowerCase() ?? defaultTypes.get(name) ?? 'text';
  const texts = listed.has(name) ? text.split(',') : [text];
  return { name, parameters, type, values: texts.map((each) => valueFrom(type, each)) };
};

const valueFrom = (type: string, text: string): unknown => {
  if (type === 'date' || type === 'date-time') return isoDate(text);
  if (type === 'recur') return ruleParts(text);
  return type === 'text' ? unescape(text) : text;
};

/** `20270311T090000Z` as `2027-03-11T09:00:00Z`; anything else stays as it is, and is no date to those who read it. */
const isoDate = (text: string): string =>
  text.replace(
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/i,
    (_, year, month, day, hour, minute, second, zone) => {
      const date = `${String(year)}-${String(month)}-${String(day)}`;
      if (hour === undefined) return date;
      return `${date}T${String(hour)}:${String(minute)}:${String(second)}${String(zone).toUpperCase()}`;
    },
  );

/** The parts of a rule, by their names in lower case: `FREQ=WEEKLY;BYDAY=MO,TU`. */
const ruleParts = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split(';')
      .filter((part) => part !== '')
      .map((part) => {
        const [name = '', value = ''] = part.split('=');
        const key = name.toLowerCase();
        return [key, key === 'until' ? isoDate(value) : value.toUpperCase()];
      }),
  );

/** RFC 5545, 3.3.11. */
const unescape = (text: string): string =>
  text.replaceAll(/\\([\\;,nN])/g, (_, escaped: string) => (escaped.toLowerCase() === 'n' ? '\n' : escaped));
