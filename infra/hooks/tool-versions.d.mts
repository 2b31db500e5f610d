export const LEAST: Readonly<Record<'node' | 'azd' | 'az' | 'bicep', string>>;
