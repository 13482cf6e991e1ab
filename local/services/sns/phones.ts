import { randomUUID } from 'node:crypto';
import type { Clock, Store } from '../../service.ts';

export type Carrier = 'ok' | 'unreachable' | 'opted-out';

export interface Sms {
  readonly id: string;
  readonly at: string;
  readonly text: string;
  /** As the sender set them, e.g. `AWS.SNS.SMS.SMSType`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A phone on the stage: what it shows, what never reached it, what it sent. */
export interface Phone {
  readonly number: string;
  readonly carrier: Carrier;
  readonly messages: readonly Sms[];
  /** Accepted by SNS but not delivered; the sender gets no error. */
  readonly lost: readonly (Sms & { readonly because: Carrier })[];
  readonly replies: readonly Sms[];
}

export interface Phones {
  all(): Phone[];
  carrierOf(number: string): Carrier;
  setCarrier(number: string, carrier: Carrier): Phone;
  /** Returns the message id: SNS answers the same, whether or not the phone can be reached. */
  deliver(number: string, text: string, attributes: Readonly<Record<string, string>>): string;
  /** What the phone answers, as the JSON of a two-way SMS. */
  reply(number: string, text: string): TwoWaySms;
}

/** Source: "Two-way SMS messaging", AWS End User Messaging SMS User Guide. */
export interface TwoWaySms {
  readonly originationNumber: string;
  readonly destinationNumber: string;
  readonly messageKeyword: string;
  readonly messageBody: string;
  readonly inboundMessageId: string;
  readonly previousPublishedMessageId?: string;
}

/** "SMS opt-out keywords", AWS End User Messaging: a reply that is one of these words opts the number out. */
const optOutWords = /^(arret|cancel|end|opt-out|optout|quit|remove|stop|td|unsubscribe)$/i;

/** The words that undo it (the same guide). A phone that is off is not switched on by them. */
const optInWords = /^(start|unstop)$/i;

export const phoneNumberPattern = /^\+[1-9]\d{6,14}$/;

export function createPhones(store: Store, clock: Clock): Phones {
  const phones = new Map(store.all<Phone>('phones'));
  const find = (number: string): Phone =>
    phones.get(number) ?? { number, carrier: 'ok', messages: [], lost: [], replies: [] };

  function save(phone: Phone): Phone {
    phones.set(phone.number, phone);
    store.put('phones', phone.number, phone);
    return phone;
  }

  const sms = (text: string): Sms => ({ id: randomUUID(), at: new Date(clock.now()).toISOString(), text });

  return {
    all: () => [...phones.values()],
    carrierOf: (number) => find(number).carrier,
    setCarrier: (number, carrier) => save({ ...find(number), carrier }),
    deliver(number, text, attributes) {
      const phone = find(number);
      const message = { ...sms(text), attributes };
      if (phone.carrier === 'ok') save({ ...phone, messages: [...phone.messages, message] });
      else save({ ...phone, lost: [...phone.lost, { ...message, because: phone.carrier }] });
      return message.id;
    },
    reply(number, text) {
      const phone = find(number);
      const message = sms(text);
      save({ ...phone, carrier: carrierAfter(text.trim(), phone), replies: [...phone.replies, message] });
      const previous = phone.messages.at(-1);
      return {
        originationNumber: number,
        destinationNumber: previous?.attributes?.['AWS.MM.SMS.OriginationNumber'] ?? '+12025550100',
        messageKeyword: 'KEYWORD_000000000000',
        messageBody: text,
        inboundMessageId: message.id,
        ...(previous && { previousPublishedMessageId: previous.id }),
      };
    },
  };
}

const carrierAfter = (text: string, { carrier }: Phone): Carrier => {
  if (optOutWords.test(text)) return 'opted-out';
  return carrier === 'opted-out' && optInWords.test(text) ? 'ok' : carrier;
};
