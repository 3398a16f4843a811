#!/usr/bin/env bash
# `npm run check`: format, lint and types, in seconds. verify.sh sources it, and adds the tests to its counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/setup.sh

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
step "types: bindings" node scripts/bindings.ts --check
step "types: src" tsc -p .
step "types: test" tsc -p test
step "types: scripts" tsc -p scripts
step "types: src/cli and test/cli" tsc -p test/cli
step "types: src/web and test/web" tsc -p test/web

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  echo "check: $passed passed, $failed failed"
  [ "$failed" = 0 ]
fi
