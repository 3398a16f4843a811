#!/usr/bin/env bash
# Installs what the repository uses, once: sourced by the other scripts, from the repository's root.
# Needs bash and npm; brings its own Node (the npm package `node`), so an old one on the machine will do.

if ! command -v npm >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq npm
  else
    echo "npm is missing: install Node.js with npm (https://nodejs.org), then run this again" >&2
    exit 2
  fi
fi

# npm writes node_modules/.package-lock.json last, so it is newer than the lock only after a whole install.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  echo "installing the pinned packages (npm ci) ..."
  npm ci --no-audit --no-fund --loglevel=error
fi

export PATH="$PWD/node_modules/.bin:$PATH"
export WRANGLER_SEND_METRICS=false
export WRANGLER_HIDE_BANNER=true
export CLOUDFLARE_CF_FETCH_ENABLED=false
