/** Colours by the codes that a terminal takes. https://en.wikipedia.org/wiki/ANSI_escape_code#Colors */
const COLOURS: Readonly<Record<number, string>> = {
  31: '#f7768e',
  32: '#9ece6a',
  33: '#e0af68',
  34: '#7aa2f7',
  35: '#bb9af7',
  36: '#7dcfff',
};
const FOREGROUND = '#c0caf5';
const [WIDTH, LETTER, LINE, TOP, LEFT] = [1240, 8.43, 20, 66, 16];

interface Style {
  readonly fill?: string;
  readonly weight?: 'bold';
  readonly opacity?: 0.55;
  readonly decoration?: 'underline';
}

/** The output of a console, with its colours, as an SVG. */
export function drawConsole(printed: string, label: string): string {
  const lines = printed.trimEnd().split('\n');
  const height = TOP + lines.length * LINE + LEFT;
  const drawn = lines.map((line, index) => `<text y="${TOP + index * LINE}">${drawLine(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeXml(label)}">
<rect width="100%" height="100%" rx="10" fill="#1a1b26"/><circle cx="20" cy="18" r="6" fill="#f7768e"/><circle cx="40" cy="18" r="6" fill="#e0af68"/><circle cx="60" cy="18" r="6" fill="#9ece6a"/>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="${FOREGROUND}" style="white-space:pre">
${drawn.join('\n')}
</g></svg>
`;
}

const ESCAPE = '\u001b[';

function drawLine(line: string): string {
  let style: Style = {};
  let column = 0;
  return line
    .split(ESCAPE)
    .map((piece, index) => {
      const [, code = '', rest = piece] = index === 0 ? [] : (/^(\d+)m(.*)$/.exec(piece) ?? []);
      if (code !== '') style = styleAfter(style, Number(code));
      const x = (LEFT + column * LETTER).toFixed(1);
      column += [...rest].length;
      return rest === '' ? '' : `<tspan x="${x}"${attributesOf(style)}>${escapeXml(rest)}</tspan>`;
    })
    .join('');
}

function styleAfter({ fill, ...style }: Style, code: number): Style {
  const colour = COLOURS[code];
  if (colour !== undefined) return { ...style, fill: colour };
  const kept = { ...style, ...(fill !== undefined && { fill }) };
  switch (code) {
    case 1:
      return { ...kept, weight: 'bold' };
    case 2:
      return { ...kept, opacity: 0.55 };
    case 4:
      return { ...kept, decoration: 'underline' };
    case 22:
      return { ...(fill !== undefined && { fill }), ...(style.decoration && { decoration: style.decoration }) };
    case 24:
      return { ...(fill !== undefined && { fill }), ...(style.weight && { weight: style.weight }) };
    case 39:
      return style;
    default:
      return {};
  }
}

function attributesOf({ fill, weight, opacity, decoration }: Style): string {
  return [
    fill && ` fill="${fill}"`,
    weight && ` font-weight="${weight}"`,
    opacity && ` opacity="${opacity}"`,
    decoration && ` text-decoration="${decoration}"`,
  ]
    .filter(Boolean)
    .join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
