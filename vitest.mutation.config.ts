import { defineConfig } from 'vitest/config';

// The tests that are nearest to what `npm run mutation` changes. Those that play whole worlds take seconds for each change; what they
// alone would notice wants a small test as well.
export default defineConfig({
  test: {
    include: ['test/shared/{rules,plan,approve,undo}/**/*.test.ts'],
    exclude: ['test/shared/undo/undo-{target,crash}.test.ts'],
  },
});
