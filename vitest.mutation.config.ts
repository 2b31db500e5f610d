import { defineConfig } from 'vitest/config';

export const folders = (process.env.FOLDERS ?? 'rules,plan,approvals,undo').split(',');

// The tests that are nearest to what `npm run mutation` changes. Those that play whole worlds take seconds for each change: what they
// alone would notice deserves a small test as well.
export default defineConfig({
  test: {
    include: folders.map((folder) => `test/shared/${folder}/**/*.test.ts`),
    exclude: ['test/shared/undo/undo-{target,crash}.test.ts'],
  },
});
