#!/usr/bin/env bash
# Makes the one migration of each database anew from the model, for as long as nothing is released.
# A database that was made by an older one is refused at the start and has to be deleted.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet tool restore >/dev/null
rm -rf KBoss.Infrastructure/Migrations
dotnet build KBoss.Infrastructure -c Release -v quiet -nologo
for provider in Sqlite SqlServer; do
  dotnet ef migrations add Initial --no-build --configuration Release --project KBoss.Infrastructure \
    --context "${provider}KBossDbContext" --output-dir "Migrations/$provider"
done
