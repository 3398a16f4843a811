#!/usr/bin/env bash
# The main job: starts the oracle under Miniflare and runs the exam. Needs nothing but bash and npm.
# Ends with `=== ALL OK ===`.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
exec node scripts/cross_test.ts
