import type { Caller } from './caller.ts';
import type { SmsSender } from './sms-sender.ts';

/** How texts leave through AWS End User Messaging. */
export interface EndUserMessaging {
  /** ARN of the phone number or pool that texts come from. */
  readonly origination: string;
  /** ARN of the opt-out list of the phone number or pool. */
  readonly optOutList: string;
  readonly protectConfigurationId: string;
}

/** The Amazon Connect instance that calls people. */
export interface VoiceService {
  readonly instanceArn: string;
  readonly contactFlowArn: string;
  /** The number of the instance that calls come from, in E.164. */
  readonly sourceNumber: string;
}

/** The services that a deployment uses besides SNS, as the variable CONTACT_SERVICES holds them. */
export interface ContactServices {
  readonly endUserMessaging?: EndUserMessaging;
  readonly voice?: VoiceService;
}

export const readContactServices = (variable: string): ContactServices =>
  JSON.parse(variable) as ContactServices;

/** Texts through End User Messaging; its client is loaded by the first text. */
export const lazyEndUserMessaging = (settings: EndUserMessaging): SmsSender => {
  let loaded: Promise<SmsSender> | undefined;
  const sender = () =>
    (loaded ??= import('./end-user-messaging-sms.ts').then(({ endUserMessagingSms }) =>
      endUserMessagingSms(settings),
    ));
  return {
    receiptsNamePages: true,
    send: async (...text) => (await sender()).send(...text),
    optedOut: async (phoneNumber) => (await sender()).optedOut(phoneNumber),
    inSandbox: async () => (await sender()).inSandbox(),
    monthlyQuotaUsd: async () => (await sender()).monthlyQuotaUsd(),
  };
};

/** Calls through Amazon Connect; its client is loaded by the first call. */
export const lazyCaller = (settings: VoiceService): Caller => {
  let loaded: Promise<Caller> | undefined;
  return {
    async call(phoneNumber, about) {
      loaded ??= import('./connect-caller.ts').then(({ connectCaller }) => connectCaller(settings));
      return (await loaded).call(phoneNumber, about);
    },
  };
};
