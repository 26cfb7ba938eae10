#!/bin/bash
# The invented set in inputs/ is what the program writes with the command in inputs/README.md.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command=$(grep -oE 'rollbook sample inputs --[^|]*' inputs/README.md | head -1)
read -r -a words <<< "${command#rollbook sample inputs }"
for i in "${!words[@]}"; do [[ ${words[i]} == /tmp/truth ]] && words[i]=$work/truth; done
"$ROLLBOOK" sample "$work/inputs" "${words[@]}" > /dev/null
cp -r inputs/README.md inputs/narrative "$work/inputs/" # by hand: a README, and what staff would write
diff -rq "$work/inputs" inputs
size=$(find inputs -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
[ "$size" -lt 3000000 ] || { echo "inputs/ has grown to $size bytes"; exit 1; }
