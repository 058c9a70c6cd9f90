import { makeStyles, tokens } from '@fluentui/react-components';
import type { Tone } from '../text/states.ts';

/** One colour per tone, for icons and bars; never without a word beside it. */
export const toneColor: Readonly<Record<Tone, string>> = {
  quiet: tokens.colorNeutralForeground3,
  active: tokens.colorBrandForeground1,
  waiting: tokens.colorPaletteMarigoldForeground2,
  good: tokens.colorPaletteGreenForeground1,
  warning: tokens.colorPaletteDarkOrangeForeground1,
  bad: tokens.colorPaletteRedForeground1,
};

export const useToneStyles = makeStyles({
  quiet: { color: toneColor.quiet },
  active: { color: toneColor.active },
  waiting: { color: toneColor.waiting },
  good: { color: toneColor.good },
  warning: { color: toneColor.warning },
  bad: { color: toneColor.bad },
});
