import type { Incident, Outcome, Severity } from '../../../domain/crisis/incident.ts';

/** What the page says in English. Spanish has the same keys: a text that is missing there does not compile. */
const en = {
  language: 'en',
  locale: 'en-US',
  nobody: 'Nobody has taken it yet.',
  yours: 'It is yours.',
  has: (staffId: string) => `${staffId} has it.`,
  youHelp: 'You are helping.',
  youConfirmed: 'You have confirmed that the person is safe. Please close it.',
  confirmedBy: (staffId: string) => `${staffId} has confirmed that the person is safe and will close it.`,
  closed: 'It is closed.',
  opened: 'Opened',
  nextCheckIn: 'Vigil asks you again at',
  answerBy: 'Please answer by',
  severity: { critical: 'Critical', high: 'High' } satisfies Record<Severity, string> as Record<
    Severity,
    string
  >,
  take: 'I take it',
  pass: 'I cannot',
  pageNext: 'Page the next now',
  stillOnIt: 'I am on it',
  arrived: 'I am with the person',
  snooze: 'Ask me again later',
  giveBack: 'Give it back',
  others: 'Others',
  whom: 'Whom',
  nextOnCall: 'next on call',
  help: 'Ask for help',
  handOver: 'Hand over',
  join: 'I join',
  accept: 'I take over',
  takeOver: 'Take over …',
  safe: 'The person is safe …',
  howItEnded: 'How it ended',
  close: 'Close it …',
  outcome: {
    'safe-with-support': 'safe with support',
    'emergency-service': 'emergency service',
    hospital: 'hospital',
    'false-alarm': 'false alarm',
  } as Record<Outcome, string>,
  followUpDone: 'The follow-up is done',
  reviewDone: 'The review is done',
  confirm: 'Please confirm',
  confirmSafe: 'Yes, the person is safe',
  afterSafe: 'Vigil then stops asking you how it is.',
  confirmClose: (outcome: string) => `Yes, close it: ${outcome}`,
  afterClose: 'Vigil then stops watching. A new alarm opens a new incident.',
  confirmTakeOver: 'Yes, I take over',
  afterTakeOver: (staffId: string) => `It is then yours, and ${staffId} gets a text that says so.`,
  back: 'Back',
  changed: 'This has changed, or the page was too old. Nothing was done: please look again.',
  notUnderstood: 'This was not understood; nothing was changed.',
  unknownLink: 'This link leads nowhere. If you were paged, please answer by SMS.',
  expiredLink:
    'This link has expired. Please answer by SMS: reply with the code in the text and Y, or N if you cannot.',
  notOnRoster: 'You are no longer on this roster, so this link does nothing any more.',
  unavailable: 'Vigil cannot show this now. Please answer by SMS, or try again.',
};

export type Words = typeof en;

const es: Words = {
  language: 'es',
  locale: 'es-US',
  nobody: 'Nadie lo ha tomado todavía.',
  yours: 'Está a su cargo.',
  has: (staffId) => `Está a cargo de ${staffId}.`,
  youHelp: 'Usted está ayudando.',
  youConfirmed: 'Usted confirmó que la persona está a salvo. Por favor, ciérrelo.',
  confirmedBy: (staffId) => `${staffId} confirmó que la persona está a salvo y lo cerrará.`,
  closed: 'Está cerrado.',
  opened: 'Abierto',
  nextCheckIn: 'Vigil le preguntará de nuevo a las',
  answerBy: 'Por favor, responda antes de las',
  severity: { critical: 'Crítico', high: 'Alto' },
  take: 'Lo tomo',
  pass: 'No puedo',
  pageNext: 'Avisar ya a los siguientes',
  stillOnIt: 'Sigo en ello',
  arrived: 'Estoy con la persona',
  snooze: 'Pregúnteme más tarde',
  giveBack: 'Devolverlo',
  others: 'Otras personas',
  whom: 'A quién',
  nextOnCall: 'siguiente de guardia',
  help: 'Pedir ayuda',
  handOver: 'Entregarlo',
  join: 'Me sumo',
  accept: 'Lo asumo',
  takeOver: 'Asumirlo …',
  safe: 'La persona está a salvo …',
  howItEnded: 'Cómo terminó',
  close: 'Cerrarlo …',
  outcome: {
    'safe-with-support': 'a salvo con apoyo',
    'emergency-service': 'servicio de emergencias',
    hospital: 'hospital',
    'false-alarm': 'falsa alarma',
  },
  followUpDone: 'El seguimiento está hecho',
  reviewDone: 'La revisión está hecha',
  confirm: 'Por favor, confirme',
  confirmSafe: 'Sí, la persona está a salvo',
  afterSafe: 'Después, Vigil deja de preguntarle cómo va.',
  confirmClose: (outcome) => `Sí, cerrarlo: ${outcome}`,
  afterClose: 'Después, Vigil deja de vigilar. Una nueva alarma abre un nuevo incidente.',
  confirmTakeOver: 'Sí, lo asumo',
  afterTakeOver: (staffId) => `Después estará a su cargo, y se avisa a ${staffId}.`,
  back: 'Volver',
  changed: 'Esto ha cambiado, o la página era demasiado antigua. No se hizo nada: mire de nuevo, por favor.',
  notUnderstood: 'No se entendió; nada ha cambiado.',
  unknownLink: 'Este enlace no lleva a ninguna parte. Si recibió un aviso, responda por SMS.',
  expiredLink: 'Este enlace ha caducado. Responda por SMS: el código del mensaje y Y, o N si no puede.',
  notOnRoster: 'Usted ya no está en esta lista de guardia, por lo que este enlace ya no hace nada.',
  unavailable: 'Vigil no puede mostrar esto ahora. Responda por SMS o inténtelo de nuevo.',
};

const languages: Readonly<Record<string, Words>> = { en, es };

/** The texts in the language that the reader prefers among ours; English if none is named. */
export const wordsFor = (acceptLanguage = ''): Words => {
  const preferred = acceptLanguage
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const weight = Number(/^\s*q=(.+)$/.exec(parameters[0] ?? '')?.[1] ?? 1);
      return { language: tag.split('-')[0] ?? '', weight };
    })
    .filter(({ language, weight }) => Object.hasOwn(languages, language) && weight > 0)
    .sort((a, b) => b.weight - a.weight)[0];
  return languages[preferred?.language ?? 'en'] ?? en;
};

/** Where the incident stands, in one or two sentences. */
export const statusIn = (words: Words, incident: Incident | undefined, staffId: string): string => {
  switch (incident?.status) {
    case undefined:
    case 'closed':
      return words.closed;
    case 'open':
      return words.nobody;
    case 'acknowledged':
      if (incident.responder === staffId) return words.yours;
      return [
        words.has(incident.responder),
        ...(incident.helpers.includes(staffId) ? [words.youHelp] : []),
      ].join(' ');
    case 'welfare-confirmed':
      return incident.responder === staffId ? words.youConfirmed : words.confirmedBy(incident.responder);
  }
};
