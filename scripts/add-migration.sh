#!/usr/bin/env bash
# Adds one migration of the same name to both sets: scripts/add-migration.sh AddTickets
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?name of the migration}
dotnet tool restore >/dev/null
dotnet build KBoss.Infrastructure -v q -nologo
for provider in Sqlite SqlServer; do
  dotnet ef migrations add "$name" --no-build --project KBoss.Infrastructure \
    --context "${provider}KBossDbContext" --output-dir "Migrations/$provider"
done
