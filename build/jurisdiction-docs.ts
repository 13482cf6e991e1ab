/** Writes docs/jurisdictions.md from `policies/jurisdictions/`; a test fails where it is out of date. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jurisdictions } from '../policies/jurisdictions/index.ts';
import { type JurisdictionPackage, jurisdictionPackage } from '../policies/jurisdictions.ts';

const packages = jurisdictions
  .map((each) => jurisdictionPackage.parse(each))
  .sort((left, right) => (left.place < right.place ? -1 : 1));

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const minors = ({ clearance }: JurisdictionPackage): string => {
  const rules = clearance.flatMap((rule) => {
    if (rule.kind === 'unsettled-self-consent')
      return [`not settled: a person decides (${rule.confidence ?? ''})`];
    if (rule.kind !== 'self-consent') return [];
    const ages =
      rule.throughAge === undefined ? `from ${rule.fromAge}` : `${rule.fromAge} to ${rule.throughAge}`;
    return [`${rule.fromAge === 0 ? 'any age' : ages} (${rule.confidence ?? ''})`];
  });
  return rules.join('; ') || 'with a parent';
};

const retention = (given: JurisdictionPackage): string =>
  given.retention
    .map(({ licenceTypes, years, minor, confidence }) => {
      const who = licenceTypes?.join(', ') ?? 'all licenses';
      const child = minor === undefined ? '' : `, minors until ${minor.age}+${minor.years}`;
      return `${who}: ${years} years${child} (${confidence ?? ''})`;
    })
    .join('; ') || 'no rule: unresolved';

const methods = ({ clearance }: JurisdictionPackage): string =>
  clearance
    .flatMap((rule) =>
      rule.kind === 'method' ? [`${rule.methods.join(', ')} (${rule.confidence ?? ''})`] : [],
    )
    .join('; ') || 'default: any, documented';

const overview = (status: JurisdictionPackage['status']): string =>
  packages
    .filter((each) => each.status === status)
    .map(
      (each) =>
        `| \`${each.place}\` | ${cell(each.name)} | ${cell(minors(each))} | ${cell(methods(each))} | ${cell(retention(each))} | ${each.questions.length} | ${each.readOn} |`,
    )
    .join('\n');

const heading = `| place | name | minors alone | consent methods | retention | open questions | read on |
| ----- | ---- | ------------ | --------------- | --------- | -------------- | ------- |`;

const numbers = packages
  .flatMap(({ place, numbers: known }) =>
    known === undefined
      ? []
      : [`| \`${place}\` | ${known.emergency} | ${cell(known.crisis.join('; '))} | ${known.confidence} |`],
  )
  .join('\n');

const rules = packages
  .flatMap(({ clearance, retention: kept }) => [...clearance, ...kept])
  .map(
    ({ id, source, note, effectiveFrom, effectiveUntil, confidence, readOn }) =>
      `| \`${id}\` | ${confidence ?? ''} | ${effectiveFrom}${effectiveUntil === undefined ? '' : ` to ${effectiveUntil}`} | ${readOn ?? ''} | ${cell(source)}${note === undefined ? '' : ` Note: ${cell(note)}`} |`,
  )
  .join('\n');

const questions = packages
  .flatMap(({ place, questions: open }) =>
    open.map(({ topic, text, confidence }) => `| \`${place}\` | ${topic} | ${confidence} | ${cell(text)} |`),
  )
  .join('\n');

/** The page that says what is covered, how sure it is, and since when. */
export const jurisdictionDocs = (): string => `# Jurisdictions

Generated from \`policies/jurisdictions/\` by \`npm run docs\`; do not edit. **Not legal advice**; counsel reviews it before use.

**A**: read in the statute, rule or an official page. **B**: read in a reputable summary. **C**: not read, or not found. What is C is
never a rule: it is listed under open questions, and where it matters to a session a person decides
([clearance.md](clearance.md#places)). A rule that lets a minor consent alone is always A. From 18 a person decides everywhere.
Rules of a country apply in its parts.

## Listed

${heading}
${overview('listed')}

## Previews

Off until a tenant turns them on (\`previews\` in \`policies/clearance-tenants.json\`). Until then such a place is unlisted. Their
retention rules are not applied: records stay unresolved, and nothing is purged by them.

${heading}
${overview('preview')}

## Numbers for an emergency

| place | emergency | crisis line | sure |
| ----- | --------- | ----------- | ---- |
${numbers}

## Rules

| rule | sure | in force from | read on | source |
| ---- | ---- | ------------- | ------- | ------ |
${rules}

## Open questions

| place | topic | sure | what is known |
| ----- | ----- | ---- | ------------- |
${questions}
`;

if (import.meta.main)
  writeFileSync(join(import.meta.dirname, '../docs/jurisdictions.md'), jurisdictionDocs());
