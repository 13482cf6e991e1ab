import type { Severity } from '../incident.ts';
import type { Texts } from '../sms.ts';
import { named, withLink } from './write.ts';

const how: Readonly<Record<Severity, string>> = { critical: 'CRITICO, urgente', high: 'urgente' };

/** The texts in Spanish; without accents, most of which GSM-7 does not have. */
export const spanish = (name: string): Texts => ({
  page: (code, severity, link) =>
    withLink(
      link,
      `${name} ${code}: ${how[severity]}, alguien le necesita ya. Responda ${code} SI para tomarlo, ${code} NO si no puede.`,
      `${name} ${code}: ${how[severity]}. Responda ${code} SI para tomarlo, ${code} NO si no puede.`,
      `${name} ${code}: ${how[severity]}. Responda ${code} SI o ${code} NO.`,
    ),
  pageAgain: (code, severity, link) =>
    withLink(
      link,
      `${name} ${code}: ${how[severity]}, SIGUE ABIERTO, nadie lo tiene. Responda ${code} SI para tomarlo, ${code} NO si no puede.`,
      `${name} ${code}: ${how[severity]}, SIGUE ABIERTO. Responda ${code} SI o ${code} NO.`,
    ),
  bundle: (count, newest, all) =>
    `${name}: ${count} abiertos para usted, el ultimo ${newest}. Responda ${all} SI para tomar todos, ${all} NO si no puede, o un codigo y SI.`,
  backUp: (code) =>
    `${name} ${code}: quien responde pide ayuda. Responda ${code} SI para ayudar, ${code} NO si no puede.`,
  handOver: (code) =>
    `${name} ${code}: le piden que tome el relevo. Responda ${code} SI para aceptar, ${code} NO si no puede.`,
  taken: (code) =>
    `${name} ${code}: es suyo. Responda ${code} W si la persona esta a salvo, A al llegar, E mas ayuda, H relevo, S luego, N devolver.`,
  joined: (code) => `${name} ${code}: gracias, usted ayuda. Quien responde sigue a cargo.`,
  askCheckIn: (code) =>
    `${name} ${code}: sigue en ello? Responda ${code} SI, o ${code} W si la persona esta a salvo. Sin respuesta se avisa a los demas.`,
  newTrigger: (code) =>
    `${name} ${code}: otra alarma de la persona que atiende. Responda ${code} SI si sigue, ${code} E mas ayuda. Sin respuesta se avisa a otros.`,
  arrived: (code) =>
    `${name} ${code}: anotado, ya esta alli. Responda ${code} W cuando la persona este a salvo.`,
  snoozed: (code) =>
    `${name} ${code}: anotado, se le pregunta luego. Responda ${code} W cuando la persona este a salvo.`,
  snoozedEnough: (code) =>
    `${name} ${code}: no puede esperar mas. Responda ${code} SI si sigue en ello, ${code} W si la persona esta a salvo.`,
  escalating: (code) => `${name} ${code}: se pide ayuda a otros. Sigue siendo suyo.`,
  pagingOn: (code) => `${name} ${code}: se avisa ahora a los siguientes de guardia.`,
  handingOver: (code) =>
    `${name} ${code}: se pide el relevo a otros. Sigue siendo suyo hasta que alguien acepte.`,
  handedOver: (code) => `${name} ${code}: alguien ha tomado el relevo. Gracias.`,
  helpComing: (code) => `${name} ${code}: alguien viene a ayudarle.`,
  nobodyAccepted: (code) =>
    `${name} ${code}: nadie acepto. Sigue siendo suyo. Responda ${code} E para pedirlo otra vez.`,
  welfareConfirmed: (code) => closing(name, code, 'gracias.'),
  remindToClose: (code) => closing(name, code, 'falta cerrarlo.'),
  closed: (code) => `${name} ${code}: cerrado. Gracias. Se le recordaran el seguimiento y la revision.`,
  followUpDue: (code) =>
    `${name} ${code}: toca el seguimiento: vea como esta la persona. Responda ${code} F cuando este hecho.`,
  reviewDue: (code) => `${name} ${code}: toca la revision. Responda ${code} R cuando este hecha.`,
  taskDone: (code) => `${name} ${code}: anotado, gracias.`,
  noTask: (code) => `${name} ${code}: ahi no tiene tareas abiertas.`,
  passed: (code) => `${name} ${code}: anotado, se avisa a otros.`,
  takenByOther: (code) => `${name} ${code}: alguien ya lo tiene. Gracias.`,
  notTakenYet: (code) => `${name} ${code}: nadie lo tiene. Responda ${code} SI para tomarlo primero.`,
  welfareFirst: (code) =>
    `${name} ${code}: no se ha cerrado. Primero responda ${code} W cuando la persona este a salvo.`,
  alreadyClosed: (code) => `${name} ${code}: ya esta cerrado.`,
  codeNeeded: (code, word) => `${name} ${code}: no ha cambiado nada. Responda con el codigo: ${code} ${word}`,
  unknownCode: (code, open) =>
    `${name}: ${code} no es un codigo abierto.${open.length === 0 ? '' : ` Abiertos para usted: ${named(open)}.`}`,
  allTaken: (code, taken, others) =>
    `${name} ${code}: ${taken} son suyos, otros tienen ${others}. Responda un codigo y W cuando esa persona este a salvo.`,
  allPassed: (code) => `${name} ${code}: anotado para todos, se avisa a otros.`,
  oneByOne: (code) =>
    `${name} ${code} vale para varios: solo SI y NO sirven para todos. Responda con un codigo.`,
  whichOne: (codes) => `${name}: tiene ${codes.length} abiertos. Responda con un codigo: ${named(codes)}.`,
  notOnCall: () => `${name}: ya no esta de guardia aqui. Su respuesta no cambio nada.`,
  nothingOpen: () => `${name}: no tiene nada abierto.`,
  help: ([code, ...others]) => {
    if (code === undefined)
      return `${name}: no se entiende. Responda el codigo y SI (tomar), NO (no puedo), A (llegue), E (mas ayuda), W (persona a salvo) o C (cerrar).`;
    return others.length === 0
      ? `${name}: no se entiende. Responda ${code} SI (tomar), ${code} NO, ${code} A (llegue), ${code} E (mas ayuda), ${code} W (persona a salvo).`
      : `${name}: no se entiende. Responda un codigo y SI (tomar), NO o W (persona a salvo). Abiertos: ${named([code, ...others], 8)}.`;
  },
  standbyOutage: () =>
    `${name}: se aviso de una emergencia, pero el sistema esta caido y no avisa a nadie. Mire su plataforma: quien esta en peligro? Actue usted.`,
  standbyUnreadable: () =>
    `${name}: llego una alarma ilegible y no se aviso a nadie. Mire su plataforma: quien esta en peligro? Actue y llame a su operador.`,
  standbyUnscreened: () =>
    `${name}: llegaron respuestas, pero el sistema esta caido y nadie mira si son urgentes. Mire las nuevas en su plataforma ya.`,
  answersUnreadable: () =>
    `${name}: llegaron respuestas ilegibles: nadie miro si son urgentes. Mire las nuevas en su plataforma y llame a su operador.`,
  verify: (code) =>
    `${name} ${code}: este telefono es para avisos de guardia. Responda ${code} SI para confirmar que es suyo.`,
  verified: () => `${name}: gracias, los avisos le llegaran aqui.`,
  drill: (code) => `${name} SIMULACRO ${code}: es una prueba, nadie esta en peligro. Responda ${code} SI.`,
  drillAnswered: () => `${name} SIMULACRO: gracias, su telefono funciona en ambos sentidos.`,
  onCall: () => `${name}: esta de guardia desde ahora. Los avisos llegan aqui: no apague el telefono.`,
  offCall: () => `${name}: su turno termino, otros estan de guardia. Lo que tomo sigue siendo suyo.`,
  shiftMoved: () => `${name}: cambio la lista de guardias, y con ella sus turnos. Por favor, mirela.`,
});

const closing = (name: string, code: string, words: string): string =>
  `${name} ${code}: ${words} Para cerrar: ${code} C1 a salvo con apoyo, C2 servicio de emergencia, C3 hospital, C4 falsa alarma.`;
