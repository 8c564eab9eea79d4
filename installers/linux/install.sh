#!/bin/sh
# Install DenialDesk for this user, without administrator rights: run it in the unpacked folder.
# "install.sh --remove" takes the program away again. The vault with the cases is never touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/opt/denialdesk
link=$HOME/.local/bin/denialdesk
entry=$data/applications/denialdesk.desktop
icons=$data/icons/hicolor
icon=$icons/scalable/apps/denialdesk.svg
sizes="16 24 32 48 128 256" # for desktops that draw no SVG

remove_program() {
    # By name: only what this script put there.
    rm -rf "$program/_internal" "$program/licences" "$program/icons"
    rm -f "$program/denialdesk" "$program/install.sh" "$program/denialdesk.desktop" "$program/denialdesk.svg"
    if [ -d "$program" ]; then rmdir "$program"; fi
}

if [ "${1:-}" = "--remove" ]; then
    remove_program
    rm -f "$link" "$entry" "$icon"
    for size in $sizes; do rm -f "$icons/${size}x$size/apps/denialdesk.png"; done
    echo "DenialDesk is removed. Your vault with its cases was kept."
    exit 0
fi

if [ ! -x "$here/denialdesk" ] || [ ! -d "$here/_internal" ]; then
    echo "Run install.sh inside the unpacked DenialDesk folder." >&2
    exit 1
fi
if [ "$here" = "$program" ]; then
    echo "DenialDesk is already installed in $program." >&2
    exit 1
fi
mkdir -p "$(dirname "$program")" "$(dirname "$link")" "$(dirname "$entry")" "$(dirname "$icon")"
rm -rf "$program.new"
cp -R "$here" "$program.new" # whole or not at all: the old program goes when the new one is complete
remove_program
mv "$program.new" "$program"
ln -sf "$program/denialdesk" "$link"
sed "s|@PROGRAM@|$program/denialdesk|" "$here/denialdesk.desktop" >"$entry"
cp "$here/denialdesk.svg" "$icon"
for size in $sizes; do
    mkdir -p "$icons/${size}x$size/apps"
    cp "$here/icons/denialdesk-$size.png" "$icons/${size}x$size/apps/denialdesk.png"
done
echo "DenialDesk is installed. Start it from the menu, or as $link"
