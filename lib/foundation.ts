import type { Platform } from './platform.ts';
import type { CryptoStack } from './stacks/crypto-stack.ts';
import type { DataStack } from './stacks/data-stack.ts';
import type { EventsStack } from './stacks/events-stack.ts';

/** What the capabilities build on: the platform, and what the other stacks hold. */
export interface Foundation {
  readonly platform: Platform;
  readonly crypto: Pick<
    CryptoStack,
    | 'dataKey'
    | 'vaultKey'
    | 'onCallKey'
    | 'signingKey'
    | 'pseudonymSecret'
    | 'standbySecretPrefix'
    | 'webhookSecretPrefix'
    | 'providerSecretPrefix'
    | 'providerIdKeyPrefix'
  >;
  readonly data: Pick<DataStack, 'state' | 'records' | 'keys' | 'ledger'>;
  readonly events: Pick<EventsStack, 'api' | 'bus' | 'inboundSms'>;
}
