#!/bin/sh
# Install DenialDesk for this user, without administrator rights: run it in the unpacked folder.
# "install.sh --remove" takes the program away again. The vault with the cases is never touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/opt/denialdesk
link=$HOME/.local/bin/denialdesk
entry=$data/applications/denialdesk.desktop
icon=$data/icons/hicolor/scalable/apps/denialdesk.svg

remove_program() {
    # By name: only what this script put there.
    rm -rf "$program/_internal" "$program/licences"
    rm -f "$program/denialdesk" "$program/install.sh" "$program/denialdesk.desktop" "$program/denialdesk.svg"
    if [ -d "$program" ]; then rmdir "$program"; fi
}

if [ "${1:-}" = "--remove" ]; then
    remove_program
    rm -f "$link" "$entry" "$icon"
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
if [ -f "$here/denialdesk.svg" ]; then cp "$here/denialdesk.svg" "$icon"; fi
echo "DenialDesk is installed. Start it from the menu, or as $link"
