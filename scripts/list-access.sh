#!/usr/bin/env bash
# Writes the tables of docs/access.md from the application's routes and what they answer: scripts/list-access.sh
# With --check nothing is written; it fails when the document differs from the answers.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build KBoss.Tests -c Debug -v quiet -nologo
[ "${1:-}" = --check ] || export KBOSS_WRITE_ACCESS=1
KBoss.Tests/bin/Debug/net10.0/KBoss.Tests -noLogo -noColor -class KBoss.Tests.Architecture.Access.RouteAccessTests
