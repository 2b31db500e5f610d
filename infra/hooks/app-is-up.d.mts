export const WEB_VERSION: string;
