// In the browser: shows the newest cards of the channel, and follows it.
const SHOWN = 50;
const EVERY_MS = 2000;
const posts = `cards/posts${location.search}`;
let shown = '';

async function update() {
  const response = await fetch(posts).catch(() => undefined);
  if (response === undefined) return say('The channel is gone: npm start has ended.');
  const text = await response.text();
  if (text === shown) return;
  shown = text;
  show(JSON.parse(text));
}

function show({ hostConfig, cards, failedRuns }) {
  const newest = cards.slice(-SHOWN).reverse();
  document.getElementById('posts').replaceChildren(...newest.map((post) => entry(post, hostConfig)));
  document.getElementById('failed').hidden = failedRuns.length === 0;
  document
    .getElementById('failed-runs')
    .replaceChildren(...failedRuns.slice(-SHOWN).map((why) => element('li', { textContent: why })));
  const total = cards.length === 1 ? '1 card' : `${cards.length} cards`;
  say(cards.length > SHOWN ? `${total}, the newest ${SHOWN} are shown` : cards.length === 0 ? 'No cards yet' : total);
}

function entry({ card, at }, hostConfig) {
  const time = element('time', { dateTime: at, textContent: new Date(at).toLocaleTimeString() });
  const header = element('header');
  header.append(element('strong', { textContent: 'Workflows' }), ' ', time);
  const frame = element('div', { className: 'card' });
  frame.append(drawCard(card, hostConfig));
  const item = element('li');
  item.append(header, frame);
  return item;
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

function say(text) {
  const status = document.getElementById('status');
  if (status.textContent !== text) status.textContent = text;
}

await update();
setInterval(update, EVERY_MS);
