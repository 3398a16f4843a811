#!/usr/bin/env bash
# Finds a Chromium for the tests of the page, or installs one; verify.sh sources it. If there is none, it ends with exit
# code 2: a test that cannot run has not passed.

if ! command -v chromium chromium-browser google-chrome chrome >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium (apt-get install chromium) ..."
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
  else
    echo "Chromium is missing: apt-get install chromium, or any Chrome on the PATH, then run this again" >&2
    exit 2
  fi
fi
