#!/usr/bin/env bash
# The GitHub Action (action.yml): one exam, in every format. Its inputs are ASSAY_*; it ends with the exit
# code of `assay exam`.
set -euo pipefail

# What goes wrong before the exam is trouble, too: exit code 1 says a divergence.
trap 'exit 2' ERR
root=$(cd "$(dirname "$0")/.." && pwd)
results=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/assay.XXXXXX")
cd -- "${ASSAY_WORKING_DIRECTORY:-.}"

# The command line: of the package that was asked for, in a folder of its own, or of this checkout.
assay=$root/bin/assay
if [ -n "${ASSAY_PACKAGE:-}" ]; then
  mkdir "$results/tarball" "$results/package"
  npm pack --loglevel=error --ignore-scripts --pack-destination "$results/tarball" -- "$ASSAY_PACKAGE" >&2
  tarball=$(find "$results/tarball" -type f)
  integrity=sha512-$(openssl dgst -sha512 -binary "$tarball" | openssl base64 -A)
  if [ -n "${ASSAY_INTEGRITY:-}" ] && [ "$integrity" != "$ASSAY_INTEGRITY" ]; then
    echo "the package has the hash $integrity; expected that of the input integrity" >&2
    exit 2
  fi
  # It has no dependencies and no scripts: nothing is fetched, and nothing is run.
  npm install --loglevel=error --no-audit --no-fund --ignore-scripts --engine-strict --offline \
    --prefix "$results/package" -- "$tarball" >&2
  assay=$results/package/node_modules/.bin/assay
fi
# The checkout installs what is missing.
"$assay" --version

# With `=`, a value that begins with a dash stays a value.
args=(
  "--lab=${ASSAY_LAB:-}" "--program=${ASSAY_PROGRAM:-}" "--suite=${ASSAY_SUITE:-published}"
  "--timeout=${ASSAY_TIMEOUT:-60}"
)
if [ -n "${ASSAY_SCENARIO:-}" ]; then args+=("--scenario=$ASSAY_SCENARIO"); fi
if [ -n "${ASSAY_KNOWN_FAILING:-}" ]; then args+=("--known-failing=$ASSAY_KNOWN_FAILING"); fi
if [ -n "${ASSAY_ENDPOINT:-}" ]; then args+=("--endpoint=$ASSAY_ENDPOINT"); fi
for format in github markdown junit sarif json; do
  args+=("--format=$format" "--output=$results/assay.$format")
done

# Nothing that is printed meanwhile is a workflow command: nobody can guess the word that ends this.
word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$word"
code=0
"$assay" exam "${args[@]}" --format=text 2>&1 || code=$?
# On a line of its own, whatever was printed last.
printf '\n::%s::\n' "$word"

case $code in
  0) outcome=match ;;
  1) outcome=divergence ;;
  *) outcome=trouble ;;
esac
{
  echo "outcome=$outcome"
  echo "exit-code=$code"
} >>"${GITHUB_OUTPUT:-/dev/null}"

# A command line that was refused has examined nothing and written nothing.
if [ ! -e "$results/assay.json" ]; then
  echo "::error title=Assay::The exam could not be run: see the log of this step."
  exit "$code"
fi
cat "$results/assay.github"
cat "$results/assay.markdown" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
mv "$results/assay.junit" "$results/assay.xml"
{
  echo "junit=$results/assay.xml"
  echo "sarif=$results/assay.sarif"
  echo "json=$results/assay.json"
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
