#!/usr/bin/env bash
# Prints the path of the lighthouse program, installing it under bin/ when Node is there. Node is no part of Klear: where
# it is missing this prints nothing and says so.
set -euo pipefail
version=12.8.2 # 13 needs Node 22
dir=$(cd "$(dirname "$0")/.." && pwd)/bin/lighthouse-$version
if ! command -v npm >/dev/null || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 18 ]; then
  echo "lighthouse: skipped, it needs Node 18 or newer with npm, which is not installed here" >&2
  exit 0
fi
[ -x "$dir/node_modules/.bin/lighthouse" ] || npm install --silent --no-audit --no-fund --prefix "$dir" "lighthouse@$version" >&2
echo "$dir/node_modules/.bin/lighthouse"
