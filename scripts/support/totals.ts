/**
 * Prints `<passed> <failed>` of a vitest JSON report. A suite that could not run, a skipped test, and
 * a missing report count as failures: nothing that did not run is green.
 */
import { existsSync, readFileSync } from "node:fs";

interface VitestReport {
  readonly success: boolean;
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTestSuites: number;
}

const [file] = process.argv.slice(2);
if (file === undefined || !existsSync(file)) {
  console.log("0 1");
} else {
  const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  const { numTotalTests, numPassedTests, success } = report;
  const failed = numTotalTests - numPassedTests;
  console.log(`${numPassedTests} ${failed === 0 && !success ? 1 : failed}`);
}
