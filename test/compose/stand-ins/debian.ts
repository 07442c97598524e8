import { access, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirePackages } from '../debian-packages.ts';
import type { Engine } from '../engine.ts';
import type { Ingredients } from './ingredients.ts';

const suite = 'trixie';
/** What all stand-ins are built on. */
export const debianImage = `tidegate-stand-in-debian:${suite}`;

/** Where the certificates lie that the machine trusts: its package registries may be known by one of its own. */
const certificates = '/etc/stand-in/certificates.crt';
const readCertificatesFrom = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];
const tellCertificatesBy = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'PIP_CERT'];

/** Makes the image from Debian's packages. */
export async function makeDebian({ shell, say }: Ingredients, { env }: Engine): Promise<void> {
  await requirePackages(shell, { debootstrap: 'debootstrap' }, say);
  const folder = await mkdtemp(join(tmpdir(), 'debian-'));
  try {
    const root = join(folder, 'root');
    await shell.run('debootstrap', ['--variant=minbase', suite, root]);
    const trusted = await addCertificates(root);
    const archive = join(folder, 'root.tar');
    await shell.run('tar', ['--directory', root, '--create', '--file', archive, '.']);
    const changes = trusted ? tellCertificatesBy.map((name) => `ENV ${name}=${certificates}`) : [];
    const flags = changes.flatMap((change) => ['--change', change]);
    await shell.run('docker', ['import', ...flags, archive, debianImage], { env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addCertificates(root: string): Promise<boolean> {
  const file = readCertificatesFrom.map((name) => process.env[name]).find((value) => value);
  if (file === undefined) return false;
  await access(file);
  const target = join(root, certificates);
  await mkdir(join(target, '..'), { recursive: true });
  await copyFile(file, target);
  return true;
}
