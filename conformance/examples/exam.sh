#!/bin/sh
# The exam of a lab wherever there is a shell, Node 22 or later and npm: 0 all match, 1 a divergence, 2 usage or trouble.
#
#   ASSAY=ci/assay.tgz LAB=zab PROGRAM=./zabctl sh exam.sh
#
# ASSAY is what npm installs: the path or URL of the tarball that `npm pack` makes in a checkout of Assay. Nothing is left
# behind but assay.xml, which is JUnit's.
set -u
# An unset variable would end the shell with another code.
for name in ASSAY LAB PROGRAM; do
  if eval "[ -z \"\${$name:-}\" ]"; then
    echo "exam.sh: $name is missing; expected ASSAY, LAB and PROGRAM" >&2
    exit 2
  fi
done
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
npm install --loglevel=error --no-audit --no-fund --ignore-scripts --engine-strict --prefix "$folder" "$ASSAY" >&2 || exit 2
"$folder/node_modules/.bin/assay" exam "--lab=$LAB" "--program=$PROGRAM" \
  --format junit --output assay.xml --format text --output -
