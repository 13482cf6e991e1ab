import { Tags, type App } from 'aws-cdk-lib';
import type { StageConfig } from './stage-config.ts';
import { CryptoStack } from './stacks/crypto-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EventsStack } from './stacks/events-stack.ts';
import { FunctionsStack } from './stacks/functions-stack.ts';

/** The four stacks of one stage. */
export interface Vigil {
  readonly crypto: CryptoStack;
  readonly data: DataStack;
  readonly events: EventsStack;
  readonly functions: FunctionsStack;
}

/** Puts one stage of Vigil into the app; `bundles` is the folder of the built functions. */
export function addVigil(app: App, config: StageConfig, bundles: string): Vigil {
  const { stage, account, region } = config;
  const props = account !== undefined && region !== undefined ? { env: { account, region } } : {};
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
  const functions = new FunctionsStack(
    app,
    name('functions'),
    { platform, crypto, data, events },
    { ...props, description: 'Vigil: functions, queues, API and alarms' },
  );
  Tags.of(app).add('vigil:stage', stage);
  return { crypto, data, events, functions };
}
