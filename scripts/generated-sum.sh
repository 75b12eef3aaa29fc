#!/usr/bin/env bash
# One checksum over all generated Go files, so that a check can see whether generating again changes any.
set -euo pipefail
cd "$(dirname "$0")/.."
{ find internal -name '*_templ.go'; find internal/modules -path '*/internal/*db/*.go'; } | sort | xargs -r sha256sum | sha256sum
