import {
  type BrandVariants,
  createDarkTheme,
  createLightTheme,
  type Theme,
  teamsHighContrastTheme,
} from '@fluentui/react-components';

/** Deep harbour water: the accent of the whole app, from night to haze. */
const harbour: BrandVariants = {
  10: '#03131a',
  20: '#072029',
  30: '#0a2e3a',
  40: '#0b3c4a',
  50: '#0c4858',
  60: '#0d5465',
  70: '#0e5a6c',
  80: '#0f6377',
  90: '#23758a',
  100: '#3a879b',
  110: '#529aac',
  120: '#6dadbd',
  130: '#8ac0cd',
  140: '#a7d3dd',
  150: '#c6e5ec',
  160: '#e6f5f8',
};

const fonts = {
  fontFamilyBase:
    "'Segoe UI Variable Text', 'Segoe UI', 'SF Pro Text', -apple-system, 'Noto Sans', Ubuntu, Cantarell, 'Liberation Sans', system-ui, sans-serif",
  fontFamilyMonospace: "'Cascadia Mono', Consolas, 'SF Mono', 'Noto Sans Mono', 'Liberation Mono', monospace",
};

const light: Theme = {
  ...createLightTheme(harbour),
  ...fonts,
  // The page is a little cooler than paper, so that cards and grid stand out without lines.
  colorNeutralBackground1Hover: '#f4f8f9',
  colorNeutralBackground1Pressed: '#e3eef1',
  colorNeutralBackground1Selected: '#e8f2f4',
  colorNeutralBackground2: '#f9fbfc',
  colorNeutralBackground3: '#f4f7f8',
  colorNeutralBackground4: '#ecf1f3',
  colorNeutralStroke2: '#dde5e8',
  colorNeutralStroke3: '#e8eef0',
};

const darkBase = createDarkTheme(harbour);
const dark: Theme = {
  ...darkBase,
  ...fonts,
  colorNeutralBackground1: '#17232a',
  colorNeutralBackground1Hover: '#1e2c34',
  colorNeutralBackground1Pressed: '#131d23',
  colorNeutralBackground1Selected: '#22333c',
  colorNeutralBackground2: '#131e24',
  colorNeutralBackground3: '#101a20',
  colorNeutralBackground4: '#0c151a',
  colorNeutralStroke1: '#4a5f69',
  colorNeutralStroke2: '#2a3a43',
  colorNeutralStroke3: '#22313a',
  colorNeutralForeground3: '#b3c0c6',
  colorNeutralForeground4: '#a3b1b8',
  colorBrandForeground1: harbour[120],
  colorBrandForeground2: harbour[130],
  colorBrandForegroundLink: harbour[130],
  colorBrandForegroundLinkHover: harbour[140],
  colorBrandStroke1: harbour[110],
  colorCompoundBrandForeground1: harbour[120],
  colorCompoundBrandStroke: harbour[120],
  colorCompoundBrandStrokeHover: harbour[130],
};

export type ThemeName = 'light' | 'dark' | 'high-contrast';

export const themes: Readonly<Record<ThemeName, Theme>> = {
  light,
  dark,
  'high-contrast': { ...teamsHighContrastTheme, ...fonts },
};
