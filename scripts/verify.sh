#!/usr/bin/env bash
# Format, lint, types, every test. Needs nothing but bash and npm. Ends with `=== OK ===`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
. scripts/setup_browser.sh

passed=0
failed=0

# step NAME COMMAND...: runs a check that counts as one.
step() {
  local name=$1
  shift
  echo "--- $name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
}

step "format and lint" biome check --error-on-warnings .
step "types: src" tsc -p .
step "types: test" tsc -p test
step "types: scripts" tsc -p scripts
step "types: src/cli and test/cli" tsc -p test/cli
step "types: src/web and test/web" tsc -p test/web

echo "--- tests: the core under Node, and everything in workerd"
mkdir -p build
rm -f build/tests.json
vitest run --maxWorkers=2 --reporter=default --reporter=json --outputFile.json=build/tests.json || true
read -r tests_passed tests_failed < <(node scripts/support/totals.ts build/tests.json)
passed=$((passed + tests_passed))
failed=$((failed + tests_failed))

echo "verify: $passed passed, $failed failed"
[ "$failed" = 0 ] || exit 1
echo "=== OK ==="
