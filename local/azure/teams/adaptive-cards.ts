import { createRequire } from 'node:module';
import type * as AdaptiveCards from 'adaptivecards';

/**
 * Microsoft's own reader of cards. Its modules are for bundlers only, so its ready-made bundle is
 * taken.
 */
export const adaptiveCards = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof AdaptiveCards;
