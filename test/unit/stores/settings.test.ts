import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, readSettings, temporalConfig } from '#stores/settings.ts';

describe('settings', () => {
  it('have a default for everything but the catalog and the trainer', () => {
    const home = join(projectRoot, '.tidegate');
    const cache = join(homedir(), '.cache', 'tidegate');
    expect(readSettings({})).toEqual({ home, artifacts: join(home, 'artifacts'), cache, fileRoots: [] });
  });

  it('take every variable', () => {
    const given = {
      TIDEGATE_HOME: '/state',
      TIDEGATE_ARTIFACTS: '/disk/artifacts',
      TIDEGATE_CACHE: '/cache',
      TIDEGATE_CATALOG_URL: 'postgres://me:secret@db:5432/tidegate',
      TIDEGATE_FILE_ROOTS: '/data:/more',
      TIDEGATE_TRAINER_PATH: '/venv/bin',
    };
    expect(readSettings(given)).toEqual({
      home: '/state',
      artifacts: '/disk/artifacts',
      cache: '/cache',
      catalogUrl: 'postgres://me:secret@db:5432/tidegate',
      fileRoots: ['/data', '/more'],
      trainerPath: '/venv/bin',
    });
  });

  it('put the artifacts below the home', () => {
    expect(readSettings({ TIDEGATE_HOME: '/state' }).artifacts).toBe('/state/artifacts');
  });

  it('leave the URL of an artifact store as it is, and make a path absolute', () => {
    expect(readSettings({ TIDEGATE_ARTIFACTS: 's3://tides/prod' }).artifacts).toBe('s3://tides/prod');
    expect(readSettings({ TIDEGATE_ARTIFACTS: 'artifacts' }).artifacts).toBe(join(process.cwd(), 'artifacts'));
  });

  it('take an empty variable for an absent one', () => {
    expect(readSettings({ TIDEGATE_HOME: '', TIDEGATE_CATALOG_URL: '' })).toEqual(readSettings({}));
  });

  it('name the variable that cannot be used', () => {
    const wrong = () => readSettings({ TIDEGATE_FILE_ROOTS: '/data:here' });
    const problem = { code: 'USAGE', path: 'TIDEGATE_FILE_ROOTS', observed: '/data:here' };
    expect(wrong).toThrow(expect.objectContaining({ problem: expect.objectContaining(problem) }));
  });

  it('never repeat what may hold a password', () => {
    const wrong = () => readSettings({ TIDEGATE_CATALOG_URL: 'mysql://me:secret@db/tidegate' });
    expect(wrong).toThrow('TIDEGATE_CATALOG_URL');
    expect(wrong).not.toThrow('secret');
  });

  describe("the catalog's password in a file", () => {
    const secret = 'p@ss/w:rd%';
    let folder: string;
    let file: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'settings-'));
      file = join(folder, 'password');
      writeFileSync(file, `${secret}\n`);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    const urlOf = (url: string, from = file) =>
      readSettings({ TIDEGATE_CATALOG_URL: url, TIDEGATE_CATALOG_PASSWORD_FILE: from }).catalogUrl ?? '';

    it('goes into a URL that names none, whatever characters it has', () => {
      const { username, password, host, pathname } = new URL(urlOf('postgres://me@db:5432/tidegate'));
      expect([username, decodeURIComponent(password), host, pathname]).toEqual(['me', secret, 'db:5432', '/tidegate']);
    });

    it('leaves a URL with a password alone', () => {
      expect(urlOf('postgres://me:other@db/tidegate')).toBe('postgres://me:other@db/tidegate');
    });

    it('must be readable', () => {
      const wrong = () => urlOf('postgres://me@db/tidegate', join(folder, 'elsewhere'));
      expect(wrong).toThrow('TIDEGATE_CATALOG_PASSWORD_FILE');
    });
  });
});

describe("Temporal's configuration", () => {
  const alone = { TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' };

  it('is a local server by default', () => {
    expect(temporalConfig(alone)).toEqual({ connectionOptions: { address: 'localhost:7233' }, namespace: 'default' });
  });

  it("follows Temporal's own variables", () => {
    const given = { ...alone, TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_NAMESPACE: 'prod', TEMPORAL_API_KEY: 'key' };
    const { connectionOptions, namespace } = temporalConfig(given);
    expect(namespace).toBe('prod');
    expect(connectionOptions).toMatchObject({ address: 'cloud:7233', apiKey: 'key', tls: true });
  });

  it('names what cannot be read', () => {
    const wrong = () => temporalConfig({ ...alone, TEMPORAL_PROFILE: 'absent' });
    expect(wrong).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'USAGE' }) }));
  });
});
