import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addClearance } from '../capabilities/clearance.ts';
import { addCrisis } from '../capabilities/crisis.ts';
import { addCustody } from '../capabilities/retention-profile.ts';
import { addIntake } from '../capabilities/intake.ts';
import { addOfficers } from '../capabilities/officers.ts';
import { addPresence } from '../capabilities/presence.ts';
import { addProof } from '../capabilities/proof.ts';
import { addRecords } from '../capabilities/records.ts';
import type { Foundation } from '../foundation.ts';

/** Everything that runs, one capability after the other. */
export class FunctionsStack extends Stack {
  constructor(scope: Construct, id: string, foundation: Foundation, props?: StackProps) {
    super(scope, id, props);
    const api = addIntake(this, foundation);
    addPresence(this, foundation);
    addClearance(this, foundation, api);
    addCrisis(this, foundation, api);
    addRecords(this, foundation);
    addCustody(this, foundation);
    addProof(this, foundation);
    addOfficers(this, foundation, api);
  }
}
