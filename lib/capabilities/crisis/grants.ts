import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  mayAskAboutOptOut,
  mayAskAboutPhones,
  maySend,
  mayText,
  mayTextFrom,
  mayUseItems,
  mayUseKey,
} from '../../constructs/grants.ts';
import type { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Foundation } from '../../foundation.ts';
import type { Platform } from '../../platform.ts';
import type { StageConfig } from '../../stage-config.ts';

export interface CrisisQueues {
  readonly escalations: IQueue;
  readonly deadlines: IQueue;
}

export const openedWithKeys = ({ crypto, data }: Foundation) => ({
  STATE_TABLE: data.state.tableName,
  RECORDS_TABLE: data.records.tableName,
  KEYS_TABLE: data.keys.tableName,
  VAULT_KEY_ARN: crypto.vaultKey.keyArn,
});

/** The environment of every function that texts people; the queues are added where they are known. */
export const pagerOf = (foundation: Foundation, linkBase: string) => ({
  ...openedWithKeys(foundation),
  ORIGINATION_NUMBER: foundation.platform.config.originationNumber,
  LINK_BASE: linkBase,
  CONTACT_SERVICES: JSON.stringify(contactServicesOf(foundation.platform.config)),
});

/** The services besides SNS that reach people, as functions read them. */
export const contactServicesOf = ({ endUserMessaging }: StageConfig) =>
  endUserMessaging === undefined
    ? {}
    : {
        endUserMessaging: {
          origination: endUserMessaging.origination,
          optOutList: endUserMessaging.optOutList,
          protectConfigurationId: endUserMessaging.protectConfiguration.replace(/^.*\//, ''),
        },
      };

/** One incident at a time, and back after a minute at most when a run dies: nobody's page waits behind another's. */
export const urgent = (platform: Platform) => ({
  platform,
  timeoutSeconds: 10,
  memoryMegabytes: 1024,
  concurrency: 50,
  batchSize: 1,
});

export function mayOpenSealed(on: VigilFunction, { crypto, data }: Foundation): void {
  mayUseItems(on, data.records, 'GetItem');
  mayUseItems(on, data.keys, 'GetItem');
  mayUseKey(on, crypto.vaultKey, 'Decrypt');
}

export function mayPage(
  on: VigilFunction,
  foundation: Foundation,
  { escalations, deadlines }: CrisisQueues,
): void {
  mayUseItems(on, foundation.data.state, 'GetItem', 'PutItem');
  mayOpenSealed(on, foundation);
  const { endUserMessaging } = foundation.platform.config;
  if (endUserMessaging === undefined) {
    mayText(on);
    mayAskAboutPhones(on);
  } else {
    mayTextFrom(on, endUserMessaging);
    mayAskAboutOptOut(on, endUserMessaging);
  }
  maySend(on, escalations);
  maySend(on, deadlines);
}
