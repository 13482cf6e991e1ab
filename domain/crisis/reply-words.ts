/** What a phrase means by itself. */
export type Phrase =
  | 'take'
  | 'pass'
  | 'arrived'
  | 'snooze'
  | 'escalate'
  | 'hand-over'
  | 'follow-up-done'
  | 'review-done'
  | 'close';

/** The letters that Vigil's texts name. */
export const shortForms: ReadonlyMap<string, Phrase | 'welfare'> = new Map([
  ['y', 'take'],
  ['n', 'pass'],
  ['a', 'arrived'],
  ['s', 'snooze'],
  ['e', 'escalate'],
  ['h', 'hand-over'],
  ['w', 'welfare'],
  ['c', 'close'],
  ['f', 'follow-up-done'],
  ['r', 'review-done'],
]);

const any = (...words: readonly string[]): string => `(?:${words.join('|')})`;
const wholly = (...parts: readonly string[]): RegExp => new RegExp(`^(?:${parts.join('')})$`);
const anywhere = (...words: readonly string[]): RegExp => new RegExp(`\\b${any(...words)}\\b`);

/** These say that the person is safe. They count only alone and with a code. */
export const safeWords = wholly(
  any(
    `${any('s?he is ', 's?hes ', '(?:the )?(?:client|person) is ', 'they are ', 'theyre ')}?safe(?: now)?`,
    `(?:(?:la|el) cliente |la persona |ella |el )?(?:(?:ya )?esta )?(?:a salvo|san[oa] y salv[oa])`,
  ),
);

/** These may be before or after anything. */
export const politeWords = /\b(?:thank you|thanks|thx|ty|please|pls|gracias|por favor)\b/g;

/** These contain a negation and refuse nothing. */
export const harmlessNegations = new RegExp(
  anywhere('no worries', 'no prob(?:lem(?:s|a)?)?', 'not a problem', 'dont worry').source +
    `|${anywhere('no te preocupes', 'no se preocupen?', '(?:sin|no hay) problemas?').source}`,
  'g',
);

const opening = `${any(
  ...['hi', 'hey', 'hello', 'oh', 'ah', 'well', 'and', 'so', 'sorry', 'alright', 'now', 'still'],
  ...['hola', 'pues', 'bueno', 'perdon', 'lo siento', 'yo'],
)} `;
const start = `(?:${opening})*`;

const yes = any(
  ...['y', 'yes', 'yep', 'yeah', 'yup', 'yea', 'ok', 'okay', 'okey', 'ack', 'acked', 'acknowledged?'],
  ...['roger', 'sure', 'affirmative', 'absolutely', 'of course'],
  ...['si', 'vale', 'claro', 'dale', 'de acuerdo', 'por supuesto'],
);
const afterYes = `${start}(?:${yes} )*`;
const i = any(
  ...['i', 'im', 'i am', 'ill', 'i will', 'ive', 'i have', 'i can', 'let me'],
  ...['we', 'were', 'we are', 'well', 'we will', 'weve'],
);
const soon = `(?: ${any('now', 'right now', 'right away', 'already', 'asap', 'there', 'soon', 'too')})*`;
const toThem = '(?: to (?:the|her|his|him|them|their|you)\\b.*)?';
const it = any('it', 'this', 'that', 'this one', 'the case', 'care of it', 'over');

const takes = [
  wholly(start, yes, `(?: ${yes})*`, '(?: (?:sir|maam|senora?|understood|received))?'),
  wholly(
    afterYes,
    `(?:${i} )?(?:(?:just|still|already|getting|right|be|am|now) )*`,
    any(
      ...['on it', 'omw', 'on (?:my|our|the) way', 'en route', 'coming', 'heading (?:there|over|out|in)'],
      ...['got (?:it|this)', 'mine', 'will do', 'copy(?: that)?', 'taken', 'accept(?:ed|ing)?'],
      `tak(?:e|ing)(?: ${it})?`,
    ),
    soon,
    toThem,
  ),
  wholly(afterYes, i, ` ${any('have', 'handl(?:e|ing)', 'do(?:ing)?', 'cover(?:ing)?', 'get')} ${it}`, soon),
  wholly(afterYes, i, ` ${any('go', 'going', 'respond', 'responding')}`, '(?: over there)?', soon),
  wholly(
    afterYes,
    any(
      `${any('lo', 'la', 'me lo', 'me la')} ${any('tomo', 'acepto', 'cojo', 'agarro', 'llevo', 'quedo', 'hago')}`,
      ...['tomo', 'acepto', 'me encargo', 'me ocupo', 'recibido', 'enterad[oa]', 'entendido'],
      ...[
        '(?:ya )?(?:voy|salgo)',
        '(?:(?:ya )?estoy |voy )?(?:en|de) camino',
        '(?:ya )?estoy en (?:ello|eso)',
      ],
    ),
    `(?: ${any('yo', 'ya', 'para alla', 'ahora', 'ahora mismo', 'ahorita', 'de inmediato')})*`,
  ),
];

const cannot = any(
  ...['cant', 'cannot', 'can not', 'wont', 'will not', 'couldnt', 'unable', 'not able'],
  ...['no puedo', 'no podre'],
);
/** "I can't take it" refuses; "I can't find the house" does not. */
const refused = any(
  ...['to', 'be', 'make', 'do', 'take', 'come', 'go', 'get there', 'help', 'respond', 'this', 'it', 'sorry'],
  ...['right', 'now', 'today', 'tonight', 'ahora', 'hoy', 'esta noche', 'en este'],
  ...['ir', 'tomar', 'atender', 'ayudar', 'hacer', 'llegar', 'responder'],
);
const atThisTime = `(?: ${any(
  ...['now', 'right now', 'today', 'tonight', 'this time', 'this one', 'sorry'],
  ...['ahora', 'hoy', 'esta noche'],
)})*`;

const passes = [
  wholly(start, '(?:no|nope|nah|nop)', `(?: ${any('no', 'nope', 'sorry', 'way', 'can do', 'lo siento')})*`),
  wholly(start, '(?:(?:no|nope) )?(?:(?:i|im|i am|we|really|just|yo) )*', cannot, `(?: ${refused}\\b.*)?`),
  wholly(
    start,
    `(?:(?:no|nope) )?(?:${any('i', 'im', 'i am', 'its', 'hoy', 'ahora', 'estoy')} )*`,
    any(
      `not ${any('me', 'mine', 'available', 'possible', 'on call', 'on duty', 'working', 'my (?:shift|turn|case)')}`,
      `not ${any('today', 'tonight', 'now', 'right now')}`,
      ...['unavailable', 'off (?:duty|call|today|tonight)', 'busy', 'out of town', 'on vacation', 'sick'],
      ...['pass', 'passing', 'declined?', 'imposible', 'paso', 'ocupad[oa]'],
      `no ${any('voy', 'me es posible', 'me toca', 'soy yo', 'disponible', 'yo', 'ahora', 'hoy')}`,
      'no estoy (?:disponible|de guardia|de turno)',
    ),
    atThisTime,
  ),
  wholly('(?:ill|i will|i have to|im going to) (?:have to )?(?:pass|decline)', atThisTime),
  wholly(any('yo no', 'hoy no', 'ahora no')),
];

const phrases: readonly (readonly [Phrase, readonly RegExp[]])[] = [
  ['take', takes],
  ['pass', passes],
  [
    'arrived',
    [
      wholly('(?:(?:yes|ok|i|ive|i have|we|weve|just|have|now) )*arrived(?: (?:now|there|here))?'),
      wholly('(?:im |i am |now )*(?:on ?site|on scene)'),
      wholly('(?:ya )?(?:llegue|he llegado|llegamos)'),
    ],
  ],
  [
    'escalate',
    [
      wholly('escalate|more help'),
      wholly('(?:i |we )?(?:need|send|request) (?:more |some |extra )?(?:help|back ?up|people)(?: now)?'),
      wholly('(?:(?:yo )?necesito |manden )(?:mas )?(?:ayuda|refuerzos)|mas ayuda'),
    ],
  ],
  ['hand-over', [wholly('hand ?over|hand it over|handing over|(?:necesito )?relevo')]],
  ['snooze', [wholly('snooze|later|ask (?:me )?later|mas tarde')]],
  ['follow-up-done', [wholly('follow ?up (?:is )?done')]],
  ['review-done', [wholly('review (?:is )?done')]],
  ['close', [wholly('close|close it|closed|resolved?|cerrar|cierra|cerrado')]],
];

/** What a part of a sentence means by itself. */
export const phraseIn = (part: string): Phrase | undefined =>
  phrases.find(([, patterns]) => patterns.some((pattern) => pattern.test(part)))?.[0];

const negations = anywhere(
  ...['no', 'not', 'nope', 'nah', 'nop', 'never', 'cant', 'cannot', 'unable', 'without'],
  ...['nobody', 'none', 'nothing', 'neither', 'nor'],
  '(?:wo|do|does|did|is|are|was|were|could|would|should|have|has|had|ai)nt',
  ...['nunca', 'tampoco', 'nadie', 'ni', 'nada', 'ningun[oa]?', 'jamas', 'sin'],
);

export const hasNegation = (text: string): boolean => negations.test(text);

const doubts = anywhere(
  ...[
    'if',
    'unless',
    'maybe',
    'perhaps',
    'possibly',
    'later',
    'tomorrow',
    'until',
    'but',
    'except',
    'though',
  ],
  ...['should', 'could', 'would', 'someone', 'somebody', 'anyone', 'everybody'],
  ...['pero', 'tal vez', 'talvez', 'quizas?', 'a lo mejor', 'luego', 'despues', 'manana', 'alguien'],
);

/** Words that leave open whether the sender comes. */
export const hasDoubt = (text: string): boolean => doubts.test(text);

const questions = anywhere(
  ...['who', 'whos', 'what', 'whats', 'why', 'which', 'whose', 'where', 'wheres', 'when', 'how'],
  ...['quien', 'cual', 'donde', 'cuando', 'por que', 'como'],
);

/** Words that make a sentence a question without its mark. */
export const hasQuestion = (sentence: string): boolean => questions.test(sentence);

const automatic = anywhere(
  '(?:auto|automatic|automated) ?(?:reply|response|responder)',
  ...['out of (?:the )?office', 'driving focus', 'do not disturb'],
  '(?:ill|will) (?:\\w+ )?(?:get back to you|(?:see|return) your|(?:call|text|reply to|respond to) your?)',
  ...['respuesta automatica', 'fuera de la oficina', '(?:te|le|les) (?:llamo|llamare|escribo)'],
  ...['respondere', 'contestare'],
);

/** Phones and mailboxes that answer by themselves. */
export const isAutomatic = (text: string): boolean => automatic.test(text);
