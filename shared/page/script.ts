/**
 * The script of the page, as browsers run it. Everything can be read and sent without it; it
 * searches while one types, follows what Backstay does, and copies commands. It only ever shows
 * what the server has rendered.
 */
export const SCRIPT = `'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const say = (id, text) => { const at = byId(id); if (at && at.textContent !== text) at.textContent = text; };

  async function ask(address, type) {
    // A redirect would be to where users sign in: that is for the next load.
    const answer = await fetch(address, { headers: { accept: type }, redirect: 'error' });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }

  // Only its content: the policy of this page is for the style and the script of that one as well,
  // and would complain of them.
  async function read(address) {
    const [main] = /<main[^]*<\\/main>/.exec(await (await ask(address, 'text/html')).text());
    return new DOMParser().parseFromString(main, 'text/html');
  }

  // Puts what the server rendered anew in the place of the old. What is being used is left alone,
  // and what is open stays open.
  async function renew(address, elements) {
    const fresh = await read(address);
    let all = true;
    for (const old of elements) {
      const next = fresh.getElementById(old.id);
      if (next === null || next.innerHTML === old.innerHTML) continue;
      if (old.contains(document.activeElement)) { all = false; continue; }
      for (const open of old.querySelectorAll('details[open][id]')) {
        const same = next.querySelector('#' + CSS.escape(open.id));
        if (same) same.open = true;
      }
      old.replaceWith(document.adoptNode(next));
    }
    addCopies();
    return all;
  }

  function addCopies() {
    if (!navigator.clipboard) return;
    for (const command of document.querySelectorAll('pre.command:not(.copied)')) {
      command.classList.add('copied');
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'Copy';
      button.addEventListener('click', async () => {
        try {
          await navigator.clipboard.writeText(command.textContent);
          button.textContent = 'Copied';
        } catch {
          button.textContent = 'Not copied';
        }
        setTimeout(() => { button.textContent = 'Copy'; }, 2000);
      });
      command.after(button);
    }
  }

  function filterAsTyped(form) {
    let timer, latest = 0;
    const search = form.elements.namedItem('q');
    const addressNow = () => {
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value !== '') query.set(name, value);
      return form.getAttribute('action') + (query.size > 0 ? '?' + query : '');
    };
    const narrow = () => {
      const words = search.value.trim().toLowerCase().split(/\\s+/);
      let shown = 0;
      const rows = document.querySelectorAll('#rows tbody tr');
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      say('found', shown + ' of ' + rows.length + ' targets shown');
    };
    const change = () => {
      // Where all targets are on the page nobody else has to be asked.
      if (byId('rows').dataset.whole === 'true') { narrow(); history.replaceState(null, '', addressNow()); return; }
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const mine = ++latest;
        const address = addressNow();
        try {
          const doc = await read(address);
          if (mine !== latest) return;
          byId('rows').replaceWith(document.adoptNode(doc.getElementById('rows')));
          say('found', doc.getElementById('found').textContent);
          history.replaceState(null, '', address);
        } catch { say('found', 'The targets could not be read just now. Apply the filter to try again.'); }
      }, 300);
    };
    search.addEventListener('input', change);
    for (const select of form.querySelectorAll('select')) select.addEventListener('change', () => form.requestSubmit());
  }

  // As long as Backstay is at work: asks how far it is, and has the page rendered anew when that
  // has changed.
  function follow() {
    const code = new URLSearchParams(location.search).get('code');
    let last, failures = 0;
    const idNow = () => document.querySelector('[data-poll]')?.dataset.poll;
    const later = () => setTimeout(look, Math.min(60, 5 * 2 ** failures) * 1000);
    async function look() {
      const id = idNow();
      if (!id) return;
      if (document.hidden) return later();
      try {
        const from = '/api/targets/' + id + (code ? '?' + new URLSearchParams({ code }) : '');
        const seen = await (await ask(from, 'application/json')).text();
        if (last !== seen) {
          const all = await renew(location.href, document.querySelectorAll('[data-live]'));
          const words = [byId('sentence')?.textContent, document.querySelector('.progress label')?.textContent];
          say('live', words.filter(Boolean).join(' '));
          if (all) last = seen;
        }
        failures = 0;
      } catch {
        failures += 1;
        if (failures > 8) return say('live', 'News no longer come in. Load the page again.');
      }
      later();
    }
    if (idNow()) later();
  }

  addCopies();
  const form = byId('filter');
  if (form) filterAsTyped(form);
  follow();
  addEventListener('beforeprint', () => { for (const each of document.querySelectorAll('.evidence, .group, .waiting, .timeline details')) each.open = true; });
})();
`;
