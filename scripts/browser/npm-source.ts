import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { BrowserSource } from './browser-source.ts';
import { fillOnce } from './fill-once.ts';
import type { BrowserChoice } from './installed-browsers.ts';
import { run } from './run.ts';

const PACKAGE = join(import.meta.dirname, 'package');
const LOCK = readFileSync(join(PACKAGE, 'package-lock.json'));
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'backstay');
/** Another version in the lock file is another folder: nothing in it is ever replaced. */
const FOLDER = join(CACHE, `chromium-${createHash('sha256').update(LOCK).digest('hex').slice(0, 12)}`);
const RUN = 'run-chromium';

/** The Chromium of the npm package, where it was installed before. */
export const NPM_CHROMIUM: BrowserChoice = { executablePath: join(FOLDER, RUN) };

/**
 * The package is made for AWS Lambda: Chromium for Linux on x64, with the libraries and a font that
 * a bare machine lacks.
 * https://github.com/Sparticuz/chromium
 */
export const npmSource: BrowserSource = {
  name: `Chromium from the npm package @sparticuz/chromium (70 MB) into ${CACHE}`,
  isAvailable: () => process.platform === 'linux' && process.arch === 'x64',
  async install() {
    await fillOnce(FOLDER, async (draft) => {
      for (const file of ['package.json', 'package-lock.json']) await copyFile(join(PACKAGE, file), join(draft, file));
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: draft });
      await run(process.execPath, ['--input-type=module', '--eval', UNPACK], {
        cwd: draft,
        // The package unpacks into the folder for temporary files.
        env: { ...process.env, TMPDIR: draft },
      });
      await rm(join(draft, 'node_modules'), { recursive: true });
      await writeFile(join(draft, 'fonts.conf'), FONTS);
      await writeFile(join(draft, RUN), WITH_LIBRARIES, { mode: 0o755 });
    });
    return NPM_CHROMIUM;
  },
};

const UNPACK = `
  import { inflate } from '@sparticuz/chromium';
  for (const archive of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
    await inflate('node_modules/@sparticuz/chromium/bin/' + archive);
  }
`;
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`;
const WITH_LIBRARIES = `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`;
