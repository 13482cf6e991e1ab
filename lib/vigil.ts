import { type App, Stack, Tags } from 'aws-cdk-lib';
import { addClearance } from './capabilities/clearance.ts';
import { addCrisis } from './capabilities/crisis.ts';
import { addDelivery } from './capabilities/delivery.ts';
import { addIntake } from './capabilities/intake.ts';
import { addLedger } from './capabilities/ledger.ts';
import { addPresence } from './capabilities/presence.ts';
import { addRecords } from './capabilities/records.ts';
import { addRetention } from './capabilities/retention.ts';
import type { Foundation } from './foundation.ts';
import type { StageConfig } from './stage-config.ts';
import { CryptoStack } from './stacks/crypto-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EventsStack } from './stacks/events-stack.ts';

const capabilities = [
  'intake',
  'presence',
  'clearance',
  'crisis',
  'records',
  'retention',
  'ledger',
  'delivery',
] as const;

export type Capability = (typeof capabilities)[number];

/** The stacks of one stage: keys, tables and ways in and out have theirs, which nothing that runs can replace. */
export interface Vigil {
  readonly crypto: CryptoStack;
  readonly data: DataStack;
  readonly events: EventsStack;
  readonly capabilities: Readonly<Record<Capability, Stack>>;
}

/** Puts one stage of Vigil into the app; `bundles` is the folder of the built functions. */
export function addVigil(app: App, config: StageConfig, bundles: string): Vigil {
  const { stage, account, region } = config;
  const props = { env: { region, ...(account === undefined ? {} : { account }) } };
  const name = (part: string) => `vigil-${stage}-${part}`;

  const crypto = new CryptoStack(app, name('crypto'), config, {
    ...props,
    description: 'Vigil: keys and secrets',
  });
  const { dataKey } = crypto;
  const data = new DataStack(app, name('data'), config, dataKey, { ...props, description: 'Vigil: tables' });
  const events = new EventsStack(app, name('events'), config, dataKey, {
    ...props,
    description: 'Vigil: bus and topics',
  });
  const platform = { config, bundles, dataKey, alarmTopic: events.alarmTopic };
  const foundation: Foundation = { platform, crypto, data, events };
  const stacks = Object.fromEntries(
    capabilities.map((capability) => [
      capability,
      new Stack(app, name(capability), { ...props, description: `Vigil: ${capability}` }),
    ]),
  ) as Record<Capability, Stack>;
  addIntake(stacks.intake, foundation);
  addPresence(stacks.presence, foundation);
  addClearance(stacks.clearance, foundation);
  addCrisis(stacks.crisis, foundation);
  addRecords(stacks.records, foundation);
  const { removals } = addRetention(stacks.retention, foundation);
  addLedger(stacks.ledger, foundation, removals);
  addDelivery(stacks.delivery, foundation);
  Tags.of(app).add('vigil:stage', stage);
  return { crypto, data, events, capabilities: stacks };
}
