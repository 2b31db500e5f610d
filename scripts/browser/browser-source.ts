import type { BrowserChoice } from './installed-browsers.ts';

/** A way to install a browser without asking. */
export interface BrowserSource {
  /** The package that it installs, and its source. */
  readonly name: string;
  /** Whether this machine could run what it installs. */
  isAvailable(): boolean;
  install(): Promise<BrowserChoice>;
}
