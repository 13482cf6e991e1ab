import { vigilApp } from '../lib/vigil-app.ts';

try {
  vigilApp({ outdir: process.env['CDK_OUTDIR'] ?? 'cdk.out' }).app.synth();
} catch (error) {
  // Anyone who deploys reads one sentence; only a fault that nobody foresaw shows where it came from.
  const foreseen = ['StageConfigError', 'PolicyUnusableError', 'BundleMissingError'];
  console.error(error instanceof Error && foreseen.includes(error.name) ? error.message : error);
  process.exitCode = 1;
}
