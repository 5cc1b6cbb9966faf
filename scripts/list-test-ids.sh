#!/usr/bin/env bash
# Prints the routes and test ids of all pages, parts and common components, read from their sources: scripts/list-test-ids.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

facts=$(mktemp)
trap 'rm -f "$facts"' EXIT
find KBoss.Web \( -path '*/bin' -o -path '*/obj' \) -prune -o -type f \( -name '*.razor' -o -path 'KBoss.Web/Development/*.cs' \) -print |
  sort | while read -r file; do awk -f scripts/test-ids.awk "$file"; done >"$facts"

# The rows of one table: pages, their parts, what all pages share, or the development pages.
tables() {
  awk -F'\t' -v OFS=' | ' '
    function named(path) { sub(/.*\//, "", path); sub(/\.[a-z]+$/, "", path); return path }
    function parts(uses, own,    i, n, used, told, list) {
      n = split(uses, used, " ")
      split("", told)
      for (i = 1; i <= n; i++) if (used[i] in part && used[i] != own && !(used[i] in told)) { told[used[i]] = 1; list = list (list == "" ? "" : ", ") used[i] }
      return list
    }
    function ids() { return ($3 == "" ? "" : "`" $3 "`" ($4 == "" ? "" : ", ")) $4 }
    function kind() { return $2 != "" ? "page" : $1 ~ /\/Common\// ? "shared" : $1 ~ /\/Development\// ? "development" : "part" }
    NR == FNR { if (kind() == "part" && ids() != "") part[named($1)] = 1; next }
    kind() != wanted || (kind() != "page" && ids() == "") { next }
    kind() == "page" { print "| " $2, ($3 == "" ? "" : "`" $3 "`"), $4, parts($5, named($1)) " |"; next }
    kind() == "part" { print "| " named($1), ids(), parts($5, named($1)) " |"; next }
    { print "| " named($1), ids() " |" }' wanted="$1" "$facts" "$facts" | sort
}

printf '| Route | Page | Ids | Parts |\n| --- | --- | --- | --- |\n'
tables page
printf '\nParts and dialogs of pages:\n\n| Part | Ids | Parts |\n| --- | --- | --- |\n'
tables part
printf '\nLayouts and components that all pages share:\n\n| Component | Ids |\n| --- | --- |\n'
tables shared
printf '\nPages under `/dev`, in Development only:\n\n| Source | Ids |\n| --- | --- |\n'
tables development
