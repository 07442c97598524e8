// The import directions between the folders:
//   contracts <- domain <- workflows      contracts <- domain <- stores <- spec <- activities <- files
//   worker wires workflows and activities; audit reads what they left; client holds the doors, and knows the workflows by
//   their messages only.
// Sources are read with swc, since dependency-cruiser cannot use TypeScript 7's compiler.

const rooms = [
  'contracts',
  'domain',
  'workflows',
  'stores',
  'activities',
  'worker',
  'files',
  'spec',
  'audit',
  'local',
  'client',
  'examples',
  'test',
  'bench',
];
const pureLibraries = ['zod', 'canonicalize', '@noble/hashes', '@noble/ed25519'];

/** Runs on Node when schemas change; what runs nowhere else may write files. */
const generator = '^contracts/generate/';

/** Code of `room` may import `room` itself and `others`, and no other folder of this repository. */
function imports(room, ...others) {
  const closed = rooms.filter((other) => other !== room && !others.includes(other));
  return {
    name: `${room}-imports`,
    comment: `${room}/ may import ${[room, ...others].join(', ')} only`,
    severity: 'error',
    from: { path: `^${room}/`, pathNot: generator },
    to: { path: `^(${closed.join('|')})/` },
  };
}

/** Code of `room` runs without Node and with no package but `packages`. */
function sandboxed(room, packages) {
  const allowed = packages.map((name) => `node_modules/${name}/`);
  return [
    {
      name: `${room}-without-node`,
      comment: `${room}/ is deterministic: nothing of Node`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: generator },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: `${room}-packages`,
      comment: `${room}/ may import the packages ${packages.join(', ')} only`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: generator },
      to: { path: 'node_modules/', pathNot: allowed },
    },
  ];
}

/** Code of `room` reaches none of some packages, not through what it imports either. */
const without = (room, what, packages) => ({
  name: `${room}-without`,
  comment: `${room}/ works without ${what}`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: { path: `node_modules/(${packages})`, reachable: true },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    imports('contracts'),
    imports('domain', 'contracts'),
    imports('workflows', 'contracts', 'domain', 'activities'),
    imports('stores', 'contracts', 'domain'),
    imports('activities', 'contracts', 'domain', 'stores', 'spec'),
    imports('files', 'contracts', 'domain', 'stores', 'activities', 'spec'),
    imports('worker', 'contracts', 'domain', 'workflows', 'stores', 'activities', 'files'),
    imports('spec', 'contracts', 'domain', 'stores'),
    imports('audit', 'contracts', 'domain', 'stores', 'files', 'worker'),
    imports('local', 'contracts', 'stores'),
    imports('examples', 'contracts', 'domain', 'stores', 'workflows', 'local', 'client'),
    imports(
      'client',
      'contracts',
      'domain',
      'stores',
      'workflows',
      'files',
      'spec',
      'audit',
      'local',
      'worker',
      'examples',
    ),
    {
      name: 'programs-by-their-answers',
      comment:
        'Programs of the worker are run in processes of their own: others import what they answer, and what asks them',
      severity: 'error',
      from: { path: '^(audit|client)/' },
      to: { path: '^worker/', pathNot: '^worker/programs/(ask|[a-z]+/answer)[.]ts$' },
    },
    without(
      'audit',
      'a server of Temporal or a terminal',
      '@temporalio/(client|worker|workflow|activity)/|commander/|picocolors/',
    ),
    without('spec', 'any server', '@temporalio/|@hono/|hono/|pg/|kysely/|@aws-sdk/'),
    without('files', 'a server of Temporal or a catalog', '@temporalio/(client|worker|workflow|activity)/|pg/|kysely/'),
    {
      name: 'gateway-without-local',
      comment: 'The gateway runs anywhere, and knows nothing of the processes of one machine',
      severity: 'error',
      from: { path: '^client/gateway/' },
      to: { path: '^(local|client/cli)/', reachable: true },
    },
    ...sandboxed('contracts', [...pureLibraries, 'fastest-levenshtein']),
    ...sandboxed('domain', pureLibraries),
    ...sandboxed('workflows', [...pureLibraries, '@temporalio/workflow', '@temporalio/common']),
    {
      name: 'workflows-take-types-of-activities',
      comment: 'A workflow calls activities through proxies: it may import their types only',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-knows-messages-only',
      comment: "client/ may import the workflows' message definitions and nothing else of theirs",
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^workflows/', pathNot: '/messages[.]ts$' },
    },
    {
      name: 'messages-stand-alone',
      comment: 'Message definitions are the public protocol: they pull no workflow code into their importers',
      severity: 'error',
      from: { path: '^workflows/.*messages[.]ts$' },
      to: { path: '^(workflows|activities)/', pathNot: '/messages[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-hosts-no-worker',
      comment: 'client/ starts worker entry points as processes; it does not host workflows or activities',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: 'node_modules/@temporalio/(worker|activity|testing)/' },
    },
    {
      name: 'no-development-packages',
      comment: 'What ships may not need a development dependency',
      severity: 'error',
      from: {
        path: '^(contracts|domain|workflows|stores|activities|worker|files|spec|audit|local|client)/',
        pathNot: generator,
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'Modules in a cycle can be neither understood nor tested alone; cycles of types count too',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'Every import resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules/' },
    exclude: { path: '^[.](tidegate|venv|npm-cache)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default'],
    },
  },
};
