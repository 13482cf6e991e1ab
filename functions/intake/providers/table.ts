import { calendly } from './calendly.ts';
import { daily } from './daily.ts';
import { fhir } from './fhir.ts';
import { healthie } from './healthie.ts';
import { jaas } from './jaas.ts';
import { livekit } from './livekit.ts';
import { medplum } from './medplum.ts';
import type { Provider } from './provider.ts';
import { twilio } from './twilio.ts';
import { vonage } from './vonage.ts';
import { zoom } from './zoom.ts';

/** Every provider whose webhooks Vigil understands. Chime comes over EventBridge and has no webhook. */
export const providers: readonly Provider[] = [
  zoom,
  daily,
  healthie,
  vonage,
  livekit,
  twilio,
  calendly,
  jaas,
  medplum,
  fhir,
];

const byName = new Map(providers.map((provider) => [provider.name, provider]));

export const providerNamed = (name: string): Provider | undefined => byName.get(name);
