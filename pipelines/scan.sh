#!/bin/sh
# One scan for a pipeline: the report on the console, SARIF and JUnit as files, a summary in Markdown, and whether all is well as the exit
# code. action.yml and pipelines/scan.yml run it; all that it is given is in the environment, so that no input becomes part of a command.
#
#   BACKSTAY_PROFILES            the profile file
#   SCAN_CLUSTER, SCAN_SUBSCRIPTION, SCAN_PROFILE   the clusters that are scanned; empty ones are left out
#   SCAN_FAIL_ON                 required, recommended or never
#   SCAN_FOLDER                  where results.sarif, results.xml and summary.md are written
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "$SCAN_FOLDER"
set -- scan --profiles "$BACKSTAY_PROFILES" --fail-on "${SCAN_FAIL_ON:-required}" \
  --report "sarif=$SCAN_FOLDER/results.sarif" --report "junit=$SCAN_FOLDER/results.xml" --report "markdown=$SCAN_FOLDER/summary.md"
if [ -n "${SCAN_CLUSTER:-}" ]; then set -- "$@" --cluster "$SCAN_CLUSTER"; fi
if [ -n "${SCAN_SUBSCRIPTION:-}" ]; then set -- "$@" --subscription "$SCAN_SUBSCRIPTION"; fi
if [ -n "${SCAN_PROFILE:-}" ]; then set -- "$@" --profile "$SCAN_PROFILE"; fi
exec node "$here/../scripts/backstay.ts" "$@"
