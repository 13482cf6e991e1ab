interface Grouped {
  readonly classGroups: Readonly<Record<string, readonly string[]>>;
  readonly rules: readonly { readonly recordClasses: readonly string[] }[];
}

/** The retention policy with each group of record classes replaced by the classes in it. */
export const withoutClassGroups = <P extends Grouped>({ classGroups, ...policy }: P) => ({
  ...policy,
  rules: policy.rules.map((rule: P['rules'][number]) => ({
    ...rule,
    recordClasses: rule.recordClasses.flatMap((name) => classGroups[name] ?? [name]),
  })),
});
