const SANS = '"Segoe UI", system-ui, "DejaVu Sans", sans-serif';

/**
 * How Teams draws cards in its light theme: sizes, distances and colours, near enough for a
 * picture.
 */
export const hostConfig = {
  fontFamily: SANS,
  fontTypes: {
    default: { fontFamily: SANS },
    monospace: {
      fontFamily: '"Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
      fontSizes: { small: 12, default: 12, medium: 14, large: 18, extraLarge: 24 },
    },
  },
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 200, default: 400, bolder: 600 },
  lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
  spacing: { none: 0, small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: '#E0E0E0' },
  supportsInteractivity: true,
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
  },
  containerStyles: {
    default: {
      backgroundColor: '#FFFFFF',
      foregroundColors: {
        default: { default: '#242424', subtle: '#616161' },
        accent: { default: '#5B5FC7', subtle: '#5B5FC7' },
        good: { default: '#237B4B', subtle: '#237B4B' },
        warning: { default: '#9A5B00', subtle: '#9A5B00' },
        attention: { default: '#C4314B', subtle: '#C4314B' },
      },
    },
  },
} as const;
