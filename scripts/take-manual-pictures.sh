#!/usr/bin/env bash
# Takes the pictures of docs/manual anew from the running application, in both languages: scripts/take-manual-pictures.sh
# They are kept only if every step of the manual could be walked. Needs a browser, as the browser tests do, and pngquant. File and date
# fields are drawn by the browser in its own language, so Chromium needs its translations too (on Debian chromium-l10n).
set -euo pipefail
cd "$(dirname "$0")/.."
pictures=docs/manual/pictures
most_bytes=$((150 * 1024))

if [ "$(id -u)" -eq 0 ] && [ -f /etc/debian_version ] && ! dpkg -s pngquant chromium-l10n >/dev/null 2>&1; then
  apt-get -qq update >/dev/null
  apt-get -qq install -y --no-install-recommends pngquant chromium-l10n >/dev/null
fi
command -v pngquant >/dev/null || { echo 'pngquant is missing; install it and try again.' >&2; exit 1; }

# The whole Chromium has translations, the one without windows has none.
export KBOSS_TEST_CHROMIUM=${KBOSS_TEST_CHROMIUM:-/usr/bin/chromium}
taken=$(mktemp -d)
trap 'rm -rf "$taken"' EXIT
dotnet build KBoss.Tests -c Release -v quiet -nologo
for language in en zh-CN; do
  LANGUAGE=${language/-/_} KBOSS_MANUAL_LANGUAGE=$language KBOSS_MANUAL_PICTURES=$taken \
    KBoss.Tests/bin/Release/net10.0/KBoss.Tests -noLogo -noColor -class '*WalkTests'
done

# Pages have few colours, so a palette of 256 shows no difference and takes a third of the space.
find "$taken" -name '*.png' -exec pngquant --force --strip --speed 1 --ext .png 256 {} +
too_large=$(find "$taken" -name '*.png' -size +"$most_bytes"c)
[ -z "$too_large" ] || { printf 'Larger than %s bytes:\n%s\n' "$most_bytes" "$too_large" >&2; exit 1; }

for language in en zh-CN; do
  mkdir -p "$pictures/$language"
  rm -f "$pictures/$language"/*.png
  cp "$taken/$language"/*.png "$pictures/$language/"
done
echo "$(find "$pictures" -name '*.png' | wc -l) pictures taken, $(du -sh "$pictures" | cut -f1) in all."
