import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StageConfig } from './stage-config.ts';

/** What every stack uses: the stage, the built functions, the key for data at rest, the operators' alarm topic. */
export interface Platform {
  readonly config: StageConfig;
  /** The folder with one built function in each sub-folder, as `npm run build` writes it. */
  readonly bundles: string;
  readonly dataKey: IKey;
  readonly alarmTopic: ITopic;
}
