// Who may import what. Each file belongs to exactly one zone, since a later rule of ESLint replaces an earlier one.

const capabilities = 'intake|presence|clearance|crisis|records|retention|ledger|tenancy|people|delivery';

/** Files that know AWS or a secret, by name: they implement ports. */
const adapters = [
  'functions/**/{cloudwatch,connect,dynamo,end-user-messaging,event-bridge,hmac,kms,sns,sqs}-*.ts',
  'functions/**/*-pseudonym.ts',
  'functions/platform/aws/**',
];
const wiring = ['functions/*/*/index.ts'];
const declarations = ['functions/*/*/function.ts'];

const refuse = (regex, message, options = {}) => ({ regex, message, ...options });

const aws = refuse(
  '^@aws-sdk/',
  'Only adapters know AWS: name the file for the service (dynamo-*, sqs-*, ...).',
);
const upward = refuse(
  '^(\\.\\./)+(lib|local|demo|client|cli|bench|build|test)/',
  'Functions know nothing of infrastructure, stage, demo and tools.',
);
const otherCapability = refuse(
  `^(\\.\\./)+(${capabilities})/(?!keys\\.ts$)`,
  'Another capability shares its keys.ts and nothing else; what several need belongs to functions/platform.',
);
const anyCapability = refuse(
  `^(\\.\\./)+(${capabilities})/`,
  'The platform serves all capabilities and knows none.',
);
const adapter = refuse(
  '/((cloudwatch|connect|dynamo|end-user-messaging|event-bridge|hmac|kms|sns|sqs)-[a-z-]+|[a-z-]+-pseudonym|aws/[a-z-]+)\\.ts$',
  'Only index.ts and adapters build adapters; everything else takes a port.',
  { allowTypeImports: true },
);

const zone = (files, patterns, { ignores = [] } = {}) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});

export const importZones = [
  zone(
    ['domain/**'],
    [
      // Pure functions: the polyfill is asked about given instants, never for the present one; canonical JSON is RFC 8785.
      refuse(
        '^(?!(temporal-polyfill|canonicalize)$)[^.]',
        'The domain is pure: it imports nothing but itself.',
      ),
      refuse('/(functions|policies|lib|local|demo|client|cli)/', 'The domain imports only itself.'),
      refuse('/events/', 'The domain uses the types of the contracts, never their schemas.', {
        allowTypeImports: true,
      }),
    ],
  ),
  zone(
    ['events/**'],
    [
      refuse('^(?!(zod$|zod/|\\./))', 'The contracts import only zod and themselves.', {
        allowTypeImports: false,
      }),
    ],
  ),
  zone(
    ['policies/**'],
    [
      refuse(
        '^(?!(zod$|node:|\\./|\\.\\./events/place-codes\\.ts$))',
        'Policies are data: they import only zod and themselves, and the codes of places.',
      ),
    ],
  ),
  zone(declarations, [
    refuse('^(?!(\\.\\./){3}events/)', 'function.ts imports only events/: lib reads it, too.'),
  ]),
  zone(wiring, [aws, upward, otherCapability]),
  zone(adapters, [upward, otherCapability], {
    ignores: [...wiring, ...declarations, 'functions/platform/**'],
  }),
  zone(
    adapters.map((glob) => glob.replace('functions/**', 'functions/platform/**')),
    [upward, anyCapability],
  ),
  zone(['functions/platform/**'], [aws, upward, anyCapability, adapter], { ignores: adapters }),
  zone(['functions/**'], [aws, upward, otherCapability, adapter], {
    ignores: [...adapters, ...wiring, ...declarations, 'functions/platform/**'],
  }),
  zone(
    ['lib/**', 'bin/**'],
    [
      aws,
      refuse(
        '/functions/(?!.*/function\\.ts$)',
        'Infrastructure reads function.ts and nothing else of a function.',
      ),
      refuse(
        '/(local|demo|domain|events|cli|client)/',
        'Infrastructure knows nothing of the stage and the domain.',
      ),
    ],
  ),
  zone(
    ['local/**'],
    [
      refuse(
        '/(functions|domain|events|lib|policies|demo|client)/',
        'The stage runs the synthesized template and the built bundles, never the source.',
      ),
    ],
  ),
];
