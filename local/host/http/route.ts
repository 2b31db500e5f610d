/** Where an HTTP function answers. */
export interface Route {
  /**
   * The values of its parameters when the path fits, `undefined` for those left out. Letters fit in
   * either case.
   */
  match(path: string): Readonly<Record<string, string | undefined>> | undefined;
  /** Of two routes that fit, the one with the lower precedence goes first. */
  readonly precedence: string;
}

/**
 * Constraints of a parameter, as in `{id:int}`.
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints
 */
const CONSTRAINTS: Readonly<Record<string, string>> = {
  alpha: '[a-z]+',
  bool: 'true|false',
  guid: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  int: '-?\\d+',
  long: '-?\\d+',
};

const PARAMETER = /\{(\*{0,2})(\w+)(?::(\w+))?(\??)\}/;

/**
 * Reads a route of ASP.NET, such as `clusters/{name}/{part?}` or `files/{*path}`.
 * @throws Error when it has something that this host does not know.
 */
export function parseRoute(template: string): Route {
  const segments = template.split('/').filter((segment) => segment !== '');
  const pattern = new URLPattern({ pathname: segments.map(toPattern).join('') || '/' }, { ignoreCase: true });
  return {
    match(path) {
      const groups = pattern.exec({ pathname: path })?.pathname.groups;
      if (groups === undefined) return undefined;
      return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, value && decode(value)]));
    },
    precedence: segments.map(precedenceOf).join(''),
  };
}

function toPattern(segment: string): string {
  // The odd parts are parameters, the even ones letters that mean themselves.
  const parts = segment.split(/(\{[^{}]*\})/).map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[\\{}()*+?:.]/g, '\\$&');
    const [text, star, name, constraint, optional] = PARAMETER.exec(part) ?? [];
    const expression = constraint === undefined ? '' : CONSTRAINTS[constraint];
    if (text !== part || expression === undefined) {
      throw new Error(
        `the route parameter ${part} is not known here; write {name}, {name?}, {*name} or {name:${Object.keys(CONSTRAINTS).join('|')}}.`,
      );
    }
    return `:${name}${expression && `(${expression})`}${star ? '*' : optional}`;
  });
  return `/${parts.join('')}`;
}

/**
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-template-precedence-and-endpoint-selection-order
 */
function precedenceOf(segment: string): string {
  if (!segment.includes('{')) return '1';
  if (segment.includes('{*')) return '5';
  if (!segment.startsWith('{') || !segment.endsWith('}')) return '2';
  return segment.includes(':') ? '3' : '4';
}

/**
 * As ASP.NET decodes paths: everything but an escaped slash, and nothing where an escape is broken.
 */
function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll(/%(?=2f)/gi, '%25'));
  } catch {
    return value;
  }
}
