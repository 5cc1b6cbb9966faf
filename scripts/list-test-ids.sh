#!/usr/bin/env bash
# Writes the tables of test ids in docs/testing.md from the pages: scripts/list-test-ids.sh
# With --check nothing is written; it fails when the document differs from the pages.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
document=docs/testing.md
begin='<!-- test-ids:begin -->'
end='<!-- test-ids:end -->'

facts=$(mktemp)
new=$(mktemp)
trap 'rm -f "$facts" "$new"' EXIT
find KBoss.Web \( -path '*/bin' -o -path '*/obj' \) -prune -o -type f \( -name '*.razor' -o -path 'KBoss.Web/Development/*.cs' \) -print |
  sort | while read -r file; do awk -f scripts/test-ids.awk "$file"; done >"$facts"

tables() {
  echo '| Route | Page | Ids | Parts |'
  echo '| --- | --- | --- | --- |'
  awk -F'\t' '
    function named(path) { sub(/.*\//, "", path); sub(/\.[a-z]+$/, "", path); return path }
    NR == FNR { if ($2 == "" && $1 ~ /\.razor$/ && $1 !~ /\/Common\// && $4 != "") part[named($1)] = 1; next }
    $2 != "" {
      parts = ""
      n = split($5, used, " ")
      split("", told)
      for (i = 1; i <= n; i++) if (used[i] in part && !(used[i] in told)) { told[used[i]] = 1; parts = parts (parts == "" ? "" : ", ") used[i] }
      printf "| %s | %s | %s | %s |\n", $2, ($3 == "" ? "" : "`" $3 "`"), $4, parts
    }' "$facts" "$facts" | sort
  echo
  echo 'Parts and dialogs of pages:'
  echo
  echo '| Part | Ids |'
  echo '| --- | --- |'
  awk -F'\t' '$2 == "" && $4 != "" && $1 ~ /\.razor$/ && $1 !~ /\/Common\// { sub(/.*\//, "", $1); sub(/\.razor$/, "", $1); printf "| %s | %s |\n", $1, $4 }' "$facts" | sort
  echo
  echo 'Layouts and components that pages share; `{…}` is the name or key that the page gives:'
  echo
  echo '| Component | Ids |'
  echo '| --- | --- |'
  awk -F'\t' '$2 == "" && $4 != "" && $1 ~ /\/Common\// { sub(/.*\//, "", $1); sub(/\.razor$/, "", $1); printf "| %s | %s |\n", $1, $4 }' "$facts" | sort
  echo
  echo 'Pages under `/dev`, in Development only:'
  echo
  echo '| Source | Ids |'
  echo '| --- | --- |'
  awk -F'\t' '$1 ~ /\/Development\/.*\.cs$/ && ($3 != "" || $4 != "") { sub(/.*\//, "", $1); sub(/\.cs$/, "", $1); printf "| %s | %s%s%s |\n", $1, ($3 == "" ? "" : "`" $3 "`"), ($3 != "" && $4 != "" ? ", " : ""), $4 }' "$facts" | sort
}

grep -qxF "$begin" "$document" && grep -qxF "$end" "$document" || { echo "$document has lost its markers." >&2; exit 1; }
{
  sed "/^$begin\$/q" "$document"
  echo
  tables
  echo
  sed -n "/^$end\$/,\$p" "$document"
} >"$new"

if [ "${1:-}" = --check ]; then
  diff -u "$document" "$new" >&2 || { echo "$document does not list the ids of the pages; run scripts/list-test-ids.sh." >&2; exit 1; }
else
  cat "$new" >"$document"
fi
