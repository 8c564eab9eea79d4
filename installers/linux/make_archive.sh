#!/usr/bin/env bash
# Pack the bundle with its install script: make_archive.sh dist/DenialDesk DenialDesk-1.2.3-linux.tar.gz
set -euo pipefail
bundle=$1
archive=$2
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$bundle" "$folder/DenialDesk"
cp "$here/install.sh" "$here/denialdesk.desktop" "$folder/DenialDesk/"
cp "$root/resources/icons/denialdesk.svg" "$folder/DenialDesk/"
cp -R "$here/icons" "$folder/DenialDesk/"
tar -C "$folder" --owner=0 --group=0 -czf "$archive" DenialDesk
