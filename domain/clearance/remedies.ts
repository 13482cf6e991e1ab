/** Who can act. `front-desk` schedules and registers, `administrator` keeps documents and policy, `platform` sends events. */
export type Actor =
  'client' | 'guardian' | 'clinician' | 'front-desk' | 'administrator' | 'counsel' | 'platform';

interface Words {
  readonly en: string;
  readonly es: string;
}

/** What a clinician can do about a reason for which a session may not start. */
export interface Remedy extends Words {
  readonly who: Actor;
  /** The id that must be a new one, since the old one stays as it is. */
  readonly newId?: 'consentId' | 'sessionId';
  /** Nothing that anybody can do today lets this session start, and why. */
  readonly notPossible?: Words;
}

const able = (who: Actor, en: string, es: string, newId?: Remedy['newId']): Remedy => ({
  who,
  en,
  es,
  ...(newId === undefined ? {} : { newId }),
});

/** By the reason why a check did not pass; the test walks each one to a session that may start. */
export const checkRemedies = {
  'client-unknown': able(
    'front-desk',
    'Register the client, then ask again.',
    'Registre al cliente y vuelva a preguntar.',
  ),
  'consent-missing': able(
    'client',
    'Ask the client, or a person who may consent for them, for this consent.',
    'Pida este consentimiento al cliente, o a quien pueda consentir por él.',
  ),
  'consent-incomplete': able(
    'client',
    'A withdrawal is on file without its consent. Ask for the consent again and record it under a new consent id.',
    'Consta una revocación sin su consentimiento. Pida de nuevo el consentimiento y regístrelo con un id nuevo.',
    'consentId',
  ),
  'consent-unreadable': able(
    'platform',
    'Send the consent or denial again, under the same id, with valid dates.',
    'Envíe de nuevo el consentimiento o la negativa, con el mismo id y fechas válidas.',
  ),
  'consent-denied': able(
    'client',
    'Respect the denial. Only the person who said no, or a court, lifts it or consents later; record it with the same speaker id.',
    'Respete la negativa. Solo quien dijo que no, o un tribunal, puede levantarla o consentir después; regístrelo con el mismo id de hablante.',
  ),
  'consent-withdrawn': able(
    'client',
    'Do not continue. If the person who withdrew consents again, record it under a new consent id: the old one stays withdrawn.',
    'No continúe. Si quien lo revocó consiente de nuevo, regístrelo con un id nuevo: el anterior queda revocado.',
    'consentId',
  ),
  'consent-expired': able(
    'client',
    'The consent has expired. Ask for it again and record it.',
    'El consentimiento venció. Pídalo de nuevo y regístrelo.',
  ),
  'consent-not-yet-valid': able(
    'client',
    'The consent takes effect later. Wait until then, or ask for one that is valid now.',
    'El consentimiento rige más adelante. Espere, o pida uno que valga desde ahora.',
  ),
  'consent-for-other-session': able(
    'client',
    'Ask for consent to this session and record it with the session id.',
    'Pida el consentimiento para esta sesión y regístrelo con el id de la sesión.',
  ),
  'consent-for-others': able(
    'client',
    'The consent names other clinicians. Ask for one that names you, or for all.',
    'El consentimiento nombra a otros profesionales. Pida uno que lo nombre a usted, o general.',
  ),
  'renewal-due': able(
    'client',
    'The law here requires renewal. Ask for the consent again and record it with today’s date.',
    'La ley de este lugar exige renovarlo. Pida de nuevo el consentimiento y regístrelo con la fecha de hoy.',
  ),
  'document-unknown': able(
    'client',
    'The form or its version is not listed. Use a listed form and ask for consent to it; an administrator can list a new one.',
    'El formulario o su versión no figura en la lista. Use uno que figure; un administrador puede añadir el nuevo.',
  ),
  'document-superseded': able(
    'client',
    'The form has changed. Explain what changed and ask for consent to the new version.',
    'El formulario cambió. Explique los cambios y pida el consentimiento a la nueva versión.',
  ),
  'document-incomplete': able(
    'client',
    'The form does not explain all that is required. Ask for consent with a complete form.',
    'El formulario no explica todo lo exigido. Pida el consentimiento con uno completo.',
  ),
  'method-not-accepted': able(
    'client',
    'Have the consent signed on paper or electronically; this place does not accept another way.',
    'Haga firmar el consentimiento en papel o electrónicamente; aquí no se acepta otra forma.',
  ),
  'verbal-undocumented': able(
    'clinician',
    'Write down the verbal consent, and record who wrote it down.',
    'Deje constancia del consentimiento verbal y registre quién lo anotó.',
  ),
  'age-unknown': able(
    'front-desk',
    'Register the client with a date of birth.',
    'Registre al cliente con su fecha de nacimiento.',
  ),
  'age-unreadable': able(
    'platform',
    'The date of birth cannot be decrypted at the moment. Ask again in a minute; if it lasts, call the operator.',
    'La fecha de nacimiento no puede descifrarse ahora. Pregunte de nuevo en un minuto; si continúa, llame al operador.',
  ),
  'client-of-age': able(
    'client',
    'The client is an adult. Ask the client; a guardian’s consent counts only with a guardianship order.',
    'El cliente es adulto. Pregúntele al cliente; el consentimiento de un tutor solo vale con una orden de tutela.',
  ),
  'guardian-basis-missing': able(
    'clinician',
    'Record what this person is to the client, and why they may consent.',
    'Registre qué es esta persona para el cliente y por qué puede consentir.',
  ),
  'custody-order-missing': able(
    'guardian',
    'Ask for the custody order and record its id, or record that there is none.',
    'Pida la orden de custodia y registre su id, o registre que no existe.',
  ),
  'order-missing': able(
    'guardian',
    'Ask for the court order and record its id with the consent.',
    'Pida la orden judicial y registre su id con el consentimiento.',
  ),
  'minor-cannot-consent': able(
    'guardian',
    'At this age the client cannot consent alone here. Ask a guardian, and ask the client whether they agree.',
    'A esta edad el cliente no puede consentir solo aquí. Pida el consentimiento a un tutor y pregunte al cliente si está de acuerdo.',
  ),
  'consent-from-minor': able(
    'client',
    'It was signed before the client was of age. The client is an adult now: ask the client to sign again.',
    'Se firmó antes de la mayoría de edad. Ahora el cliente es adulto: pídale que firme de nuevo.',
  ),
  'condition-not-attested': able(
    'clinician',
    'Attest to the conditions that the law sets for a minor’s own consent, or ask a guardian.',
    'Declare que se cumplen las condiciones legales para el consentimiento propio del menor, o pida el de un tutor.',
  ),
  'session-length-unknown': able(
    'front-desk',
    'Schedule the session with its length in minutes.',
    'Programe la sesión con su duración en minutos.',
  ),
  'session-too-long': able(
    'front-desk',
    'Shorten the session, or ask a guardian for consent.',
    'Acorte la sesión, o pida el consentimiento de un tutor.',
  ),
  'sessions-used-up': able(
    'guardian',
    'The law permits no more sessions on the minor’s consent alone. Ask a guardian.',
    'La ley no permite más sesiones solo con el consentimiento del menor. Pida el de un tutor.',
  ),
  'visits-used-up': able(
    'guardian',
    'The law permits no more visits this week on the minor’s consent alone. Ask a guardian, or wait a week.',
    'La ley no permite más visitas esta semana solo con el consentimiento del menor. Pida el de un tutor o espere una semana.',
  ),
  'assent-missing': able(
    'clinician',
    'Ask the minor whether they agree, and record the answer.',
    'Pregunte al menor si está de acuerdo y registre la respuesta.',
  ),
  'assent-refused': able(
    'client',
    'Do not treat against the minor’s will. Talk with them and the guardian; record it if they agree later.',
    'No trate al menor contra su voluntad. Hable con él y con el tutor; registre si más tarde acepta.',
  ),
  'clinician-unknown': able(
    'front-desk',
    'Register the clinician, or schedule one who is registered.',
    'Registre al profesional, o programe a uno que lo esté.',
  ),
  'licence-not-in-jurisdiction': able(
    'front-desk',
    'Move the session to a clinician who is licensed where the client is today.',
    'Pase la sesión a un profesional con licencia donde el cliente está hoy.',
  ),
  'licence-out-of-date': able(
    'clinician',
    'Renew the license and register it, or move the session to another clinician.',
    'Renueve la licencia y regístrela, o pase la sesión a otro profesional.',
  ),
  'licence-suspended': able(
    'front-desk',
    'The board has suspended or revoked this license. Move the session to another clinician.',
    'La junta suspendió o revocó esta licencia. Pase la sesión a otro profesional.',
  ),
  'licence-restricted': able(
    'clinician',
    'Read the board’s order: the restriction may rule out this session.',
    'Lea la orden de la junta: la restricción puede excluir esta sesión.',
  ),
  'compact-privilege-missing': able(
    'clinician',
    'Obtain the compact’s telehealth privilege or a license where the client is, and register it.',
    'Obtenga el privilegio de telesalud del convenio o una licencia donde está el cliente, y regístrelo.',
  ),
  'compact-clinician-away': able(
    'clinician',
    'Hold the session from your home jurisdiction, and check in again from there.',
    'Haga la sesión desde su jurisdicción de origen y regístrese de nuevo desde allí.',
  ),
  'compact-place-unknown': able(
    'clinician',
    'State at check-in where you are today.',
    'Indique al registrarse dónde está usted hoy.',
  ),
  'training-missing': able(
    'clinician',
    'Complete the telehealth training and register its date.',
    'Complete la formación en telesalud y registre su fecha.',
  ),
  'training-expired': able(
    'clinician',
    'Renew the telehealth training and register its date.',
    'Renueve la formación en telesalud y registre su fecha.',
  ),
  'location-unknown': able(
    'clinician',
    'Ask the client where they are now, and check in.',
    'Pregunte al cliente dónde está ahora y registre la llegada.',
  ),
  'check-in-outdated': able(
    'clinician',
    'Check the client in again shortly before the session.',
    'Registre de nuevo la llegada del cliente poco antes de la sesión.',
  ),
  'place-unlisted': able(
    'counsel',
    'The person responsible for compliance has a task to review this place. Hold the session from a covered place meanwhile.',
    'La persona responsable de cumplimiento debe revisar este lugar. Mientras tanto, celebre la sesión desde un lugar previsto.',
  ),
  'place-not-permitted': able(
    'clinician',
    'A review found that no session may be held from there. Hold it from another place.',
    'Una revisión concluyó que no se permite una sesión desde allí. Celébrela desde otro lugar.',
  ),
  'minor-consent-unsettled': able(
    'guardian',
    'Ask a guardian. Whether this client may consent alone is not settled here, and somebody has the task to decide it.',
    'Pida el consentimiento a un tutor. Aquí no consta si el menor puede consentir solo; alguien debe decidirlo.',
  ),
  'recipient-not-named': able(
    'guardian',
    'Ask for consent to disclosure to this member of staff, or check in without them.',
    'Pida el consentimiento para informar a este miembro del personal, o registre la llegada sin él.',
  ),
  'place-not-private': able(
    'client',
    'Ask the client to go where nobody can overhear, and check in again.',
    'Pida al cliente que vaya adonde nadie pueda oír, y registre de nuevo la llegada.',
  ),
  'identity-not-confirmed': able(
    'clinician',
    'Confirm who is on the screen, and check in again.',
    'Confirme quién está en la pantalla y registre de nuevo la llegada.',
  ),
  'connection-public': able(
    'client',
    'Ask the client to leave the public network, for example by using mobile data, and check in again.',
    'Pida al cliente que deje la red pública, por ejemplo con datos móviles, y registre de nuevo la llegada.',
  ),
  'connection-unknown': able(
    'clinician',
    'Ask which kind of network the client uses, and check in again.',
    'Pregunte qué tipo de red usa el cliente y registre de nuevo la llegada.',
  ),
  'fallback-not-agreed': able(
    'clinician',
    'Agree on a second channel in case the connection fails.',
    'Acuerde un segundo canal por si falla la conexión.',
  ),
  'emergency-contact-not-confirmed': able(
    'clinician',
    'Confirm that the emergency contact can be reached and may be called, and check in again.',
    'Confirme que el contacto de emergencia está localizable y puede ser llamado, y registre de nuevo la llegada.',
  ),
  'boundaries-not-agreed': able(
    'clinician',
    'Agree how the client may contact you between sessions, and check in again.',
    'Acuerde cómo puede contactarle el cliente entre sesiones y registre de nuevo la llegada.',
  ),
  'area-not-designated': able(
    'clinician',
    'Take the student to the designated room and check in again. If the student is at home, schedule the session as individual.',
    'Lleve al alumno a la sala designada y registre de nuevo la llegada. Si está en casa, programe la sesión como individual.',
  ),
} as const satisfies Readonly<Record<string, Remedy>>;

/** Why a check did not pass. */
export type FailedReason = keyof typeof checkRemedies;

/** By the reason why the question for a clearance was answered "no" before any check was made. */
const answerRemedies = {
  'not-checked-in': able(
    'clinician',
    'Check the client in: ask where they are now.',
    'Registre la llegada del cliente: pregunte dónde está ahora.',
  ),
  'session-unknown': able(
    'front-desk',
    'Schedule the session with client and clinician; check that its id is right.',
    'Programe la sesión con cliente y profesional; compruebe que el id es correcto.',
  ),
  'session-ended': able(
    'front-desk',
    'The session is over. Schedule another one under a new session id.',
    'La sesión terminó. Programe otra con un id de sesión nuevo.',
    'sessionId',
  ),
  'session-called-off': able(
    'front-desk',
    'The session was canceled or missed. Schedule it again and check in.',
    'La sesión se canceló o se perdió. Prográmela de nuevo y registre la llegada.',
  ),
  'store-unavailable': {
    who: 'platform',
    en: 'Ask again in a minute. In an emergency break the glass: the panic button works without a clearance.',
    es: 'Pregunte de nuevo en un minuto. En una emergencia use la apertura de emergencia: el botón de pánico funciona sin autorización.',
    notPossible: {
      en: 'Vigil cannot read its data at the moment, and does not guess.',
      es: 'Vigil no puede leer sus datos ahora y no adivina.',
    },
  },
} as const satisfies Readonly<Record<string, Remedy>>;

export const allRemedies = { ...checkRemedies, ...answerRemedies };

/** The remedy of a reason; nothing for a reason that needs none. */
export const remedyOf = (reason: string): Remedy | undefined => {
  const all: Readonly<Record<string, Remedy>> = allRemedies;
  return Object.hasOwn(all, reason) ? all[reason] : undefined;
};
