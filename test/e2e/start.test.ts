import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';
import { startBrowser } from '../support/browser.ts';
import { must } from '../support/facts.ts';
import { LIMIT_MS } from '../support/limit.ts';
import { untilTrue } from '../support/until.ts';

/** The usual ports, held by others: by this test, or by another program on this machine. */
async function takePorts(): Promise<readonly Server[]> {
  const servers = [7071, 7072, 8443].map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening').catch(() => undefined)));
  return servers;
}

test('npm start stays up: policy and instance are approved by a click, undo stops the protection, and the scan runs as it is printed', async () => {
  const others = await takePorts();
  const child = spawn(process.execPath, ['local/demo/start.ts', '--speed', '120'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const exited = once(child, 'exit');
  let shown = '';
  let heard: () => void = () => {};
  child.stdout.on('data', (chunk) => {
    shown += chunk;
    heard();
  });
  /** Waits until the console shows it; answers the first group of the expression. */
  const shows = (expression: RegExp) =>
    new Promise<string>((done, failed) => {
      heard = () => {
        const match = expression.exec(shown);
        if (match !== null) done(match[1] ?? '');
      };
      child.once('exit', (code) => failed(new Error(`npm start ended with ${code}:\n${shown}`)));
      heard();
    });
  const browser = await startBrowser();
  try {
    await shows(/Ctrl-C/);
    for (const port of [7071, 7072, 8443]) expect(shown).toContain(`(port ${port} is taken)`);
    const cards = await fetch(must(/^ {2}Teams cards +(\S+)/m.exec(shown)?.[1]));
    expect(cards.status).toBe(200);
    expect(await cards.text()).toContain('Teams channel');

    const page = await browser.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    // No token in the address: the host signs the browser in.
    await page.goto(await shows(/^ {2}report +(\S+)/m));
    expect(await page.locator('h1').textContent()).toContain('of 1 target');

    await page.goto(await shows(/approval wanted: Create backup policy[\s\S]*?click: (\S+)/));
    expect(await page.locator('.approval h3').textContent()).toContain('Create backup policy backstay-week');
    await page.getByRole('button', { name: 'Approve' }).click();
    expect(await page.locator('.notice').textContent()).toContain('Done');
    await shows(/verdict {3}Ready/);

    await page.goto(await shows(/approval wanted: Protect cluster[\s\S]*?click: (\S+)/));
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.goto(await shows(/● Protected[\s\S]*?click: (\S+)/));
    expect(await page.locator('#undo').textContent()).toContain('keep its recovery points');
    await page.getByRole('button', { name: 'Take back 1 change' }).click();
    await shows(/(The backup instance is ProtectionStopped; recovery points kept: 1\.)/);

    const api = must(/^ {2}curl -K (\S+apirc \S+)$/m.exec(shown)?.[1]).split(' ');
    const targets = spawnSync('curl', ['--silent', '-K', ...api], { encoding: 'utf8' });
    expect(JSON.parse(targets.stdout)).toMatchObject({ targets: [{ verdict: 'Ready', onHold: true }] });

    const lines = atLeastOne(
      [...shown.matchAll(/^ {2}(curl -K \S+(?:curlrc|\.curl).*)$/gm)].map(([, line = '']) => line),
    );
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const pasted = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
      expect(pasted.status, `${line}\n${pasted.stdout}${pasted.stderr}`).toBe(0);
    }
    for (const [name, verdict] of [
      ['aks-two', 'Ready'],
      ['stopped', 'NeedsPerson'],
      ['own-egress', 'NeedsPerson'],
    ] as const) {
      await untilTrue(async () => {
        const { stdout } = spawnSync('curl', ['--silent', '-K', ...api], { encoding: 'utf8' });
        const { targets } = JSON.parse(stdout) as { targets: { target: { clusterId: string }; verdict: string }[] };
        return targets.some(
          ({ target, ...found }) => target.clusterId.endsWith(`/${name}`) && found.verdict === verdict,
        );
      });
    }

    const [program, ...parameters] = must(/^ {2}(node scripts.*)$/m.exec(shown)?.[1]).split(' ');
    // A machine of a company trusts certificates of its own.
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: '/etc/company.pem' };
    const scan = spawnSync(must(program), parameters, { encoding: 'utf8', env });
    expect(scan.stdout).toContain('aks-shop  is ready for backup');
    expect([scan.status, scan.stderr]).toEqual([0, '']);
  } finally {
    await browser.close();
    child.kill('SIGTERM');
    await exited;
    for (const server of others) server.close();
  }
});
