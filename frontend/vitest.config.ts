// How the unit tests of the scripts run: tests/ beside src/, with a document.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { environment: "jsdom", include: ["tests/**/*.test.ts"], passWithNoTests: true },
});
