// In the browser, after Microsoft's renderer. Draws a card as Teams does: mentions as names in its colour.
// The renderer shows text as text; markdown, which Teams reads in a TextBlock, is shown as it was written.
globalThis.drawCard = ({ msteams: _, ...card }, hostConfig) => {
  const withMention = (block) =>
    block?.type === 'TextBlock' && /<at>/.test(block.text)
      ? { ...block, color: 'Accent', text: block.text.replace(/<\/?at>/g, '') }
      : block;
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  drawn.parse({ ...card, body: (card.body ?? []).map(withMention) });
  drawn.onExecuteAction = (action) => {
    // Anyone who can post can post an address that is a script.
    if (/^https?:/i.test(action.url ?? '')) window.open(action.url, '_blank', 'noopener');
  };
  return drawn.render();
};
