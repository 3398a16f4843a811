#!/usr/bin/env bash
# Format, lint, types, every test. Needs nothing but bash and npm. Ends with `=== OK ===`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup_browser.sh
. scripts/check.sh

step "deploy: dry run of both environments" node scripts/dry_run.ts

echo "--- tests: core and shells under Node, and in workerd what is deployed there"
mkdir -p build
rm -f build/tests.json
vitest run --maxWorkers=2 --reporter=default --reporter=json --outputFile.json=build/tests.json || true
read -r tests_passed tests_failed < <(node scripts/support/totals.ts build/tests.json)
passed=$((passed + tests_passed))
failed=$((failed + tests_failed))

echo "verify: $passed passed, $failed failed"
[ "$failed" = 0 ] || exit 1
echo "=== OK ==="
