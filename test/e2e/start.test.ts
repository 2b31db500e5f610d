import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { must } from '../support/facts.ts';

/** The usual ports, held by others: by this test, or by another program on this machine. */
async function takePorts(): Promise<readonly Server[]> {
  const servers = [7071, 7072, 8443].map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening').catch(() => undefined)));
  return servers;
}

test('npm start stays up: what it prints opens the report and the cards, and the scan runs as it is printed', async () => {
  const others = await takePorts();
  const child = spawn(process.execPath, ['local/demo/start.ts', '--speed', '120'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const exited = once(child, 'exit');
  try {
    let shown = '';
    await new Promise<void>((done, failed) => {
      child.stdout.on('data', (chunk) => {
        shown += chunk;
        if (shown.includes('Ctrl-C')) done();
      });
      child.on('exit', (code) => failed(new Error(`npm start ended with ${code}:\n${shown}`)));
    });
    for (const port of [7071, 7072, 8443]) expect(shown).toContain(`(port ${port} is taken)`);

    const report = await fetch(must(/^ {2}report +(\S+)$/m.exec(shown)?.[1]));
    expect(report.status).toBe(200);
    expect(await report.text()).toMatch(/1 of 1 targets? ready for backup/);
    const cards = await fetch(must(/^ {2}Teams cards +(\S+)/m.exec(shown)?.[1]));
    expect(cards.status).toBe(200);
    expect(await cards.text()).toContain('Teams channel');

    const [program, ...parameters] = must(/^ {2}(node scripts.*)$/m.exec(shown)?.[1]).split(' ');
    // A machine of a company trusts certificates of its own.
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: '/etc/company.pem' };
    const scan = spawnSync(must(program), parameters, { encoding: 'utf8', env });
    expect(scan.stdout).toContain('aks-shop  is ready for backup');
    expect([scan.status, scan.stderr]).toEqual([0, '']);
  } finally {
    child.kill('SIGTERM');
    await exited;
    for (const server of others) server.close();
  }
});
