#!/usr/bin/env bash
# Checks everything: packages, format, build, tests. Names the slowest classes; the last line counts the tests: "N passed, N failed, N skipped".
#   ./test.sh                                 all of it
#   ./test.sh fast                            build and every test that needs no browser, without the format check
#   ./test.sh -namespace KBoss.Tests.Ledger   build and one part of the tests, without the format check (options of the xunit.v3 runner)
# Options may follow "fast".
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '== %s\n' "$*"; }

# What the .NET SDK does not bring along: a browser for the browser tests, Chinese glyphs, ICU for cultures and time zones, and Redis for the tests of two processes.
install_missing() {
  local packages=()
  command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || packages+=(chromium-headless-shell)
  dpkg-query -W -f='${Status}' fonts-noto-cjk 2>/dev/null | grep 'install ok installed' >/dev/null || packages+=(fonts-noto-cjk)
  ldconfig -p | grep 'libicuuc\.so' >/dev/null || packages+=(libicu)
  command -v redis-server >/dev/null || packages+=(redis-server)
  [ ${#packages[@]} -gt 0 ] || return 0

  say "Installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update >/dev/null || return 1
  # The package of ICU carries its version in its name.
  local icu
  icu=$(apt-cache pkgnames libicu | grep -E '^libicu[0-9]+$' | sort -V | tail -n 1)
  # The tests start a Redis of their own; the package starts none (RUNLEVEL).
  RUNLEVEL=1 apt-get -qq install -y --no-install-recommends "${packages[@]/%libicu/$icu}" >/dev/null
}

if [ "$(id -u)" -eq 0 ] && [ -f /etc/debian_version ]; then
  install_missing || echo 'Could not install all of chromium, fonts-noto-cjk, libicu and redis-server; the tests that need them will fail.' >&2
fi

say 'Restore'
dotnet tool restore >/dev/null
dotnet restore KBoss.sln -v quiet

# How many seconds the tests may take on two processors that have nothing else to do.
part=$#
budget=600
if [ "${1:-}" = fast ]; then
  shift
  set -- -trait- Needs=Browser "$@"
  budget=240
fi

if [ "$part" -eq 0 ]; then
  say 'Format'
  dotnet format whitespace KBoss.sln --verify-no-changes --no-restore --exclude KBoss.Infrastructure/Migrations
fi

say 'Build'
dotnet build KBoss.sln -c Release --no-restore -v quiet -nologo

say 'Test'
results="$PWD/TestResults/tests.xml"
mkdir -p TestResults
rm -f "$results"
code=0
began=$SECONDS
KBoss.Tests/bin/Release/net10.0/KBoss.Tests -noLogo -noColor "$@" -xml "$results" || code=$?
took=$((SECONDS - began))

# How long the tests of each class took, and of all of them, as if they had run one after another: where a run can be made faster.
slowest() {
  awk '
    function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
    function line(time, count, of) { return sprintf("%7.1f s %5d %s  %s", time, count, (count == 1 ? "test " : "tests"), of) }
    BEGIN { RS = ">" }
    /<test / { seconds[attribute("type")] += attribute("time"); tests[attribute("type")]++; sum += attribute("time"); n++ }
    END {
      twenty = "sort -rn | head -n 20"
      for (class in seconds) print line(seconds[class], tests[class], class) | twenty
      close(twenty)
      print line(sum, n, "all classes")
    }' "$1"
}

if [ -f "$results" ]; then
  say 'Slowest classes'
  slowest "$results"
  echo "The tests took $took s."
  [ "$took" -le "$budget" ] ||
    echo "That is more than $budget s. On a machine with two processors and nothing else to do it is a fault: look at the slowest classes." >&2
fi

# The counts stand in the attributes of the report's <assembly> element. A failure outside of a test (a fixture, a clean-up) is an error there and a failure here.
counts=$(awk '
  function count(name) { return match(head, " " name "=\"[0-9]+\"") ? substr(head, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
  BEGIN { RS = ">" }
  /<assembly / { head = $0; passed += count("passed"); failed += count("failed") + count("errors"); skipped += count("skipped") }
  END { print passed + 0, failed + 0, skipped + 0 }' "$results" 2>/dev/null || echo 0 0 0)
read -r passed failed skipped <<<"$counts"

if [ "$code" -eq 0 ] && [ "$failed" -gt 0 ]; then code=1; fi
if [ "$code" -eq 0 ] && [ $((passed + failed)) -eq 0 ]; then
  echo 'No test was run.' >&2
  code=1
fi

echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
