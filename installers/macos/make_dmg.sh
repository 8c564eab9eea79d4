#!/usr/bin/env bash
# Sign the app and wrap it in a disk image: make_dmg.sh DenialDesk.app DenialDesk-1.2.3.dmg
# With DENIALDESK_SIGNING_IDENTITY ("Developer ID Application: ...") it is signed for others' machines, and with
# DENIALDESK_NOTARY_PROFILE (a profile stored by notarytool) notarized as well. Without, it keeps PyInstaller's ad-hoc
# signature, which only opens elsewhere after "Open Anyway" in the system settings.
set -euo pipefail
app=$1
image=$2
here=$(cd "$(dirname "$0")" && pwd)

if [ -n "${DENIALDESK_SIGNING_IDENTITY:-}" ]; then
    # From the inside out: every library, then the program with its entitlements, then the app around it.
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        xargs -0 codesign --force --timestamp --options runtime --sign "$DENIALDESK_SIGNING_IDENTITY"
    codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" \
        --sign "$DENIALDESK_SIGNING_IDENTITY" "$app"
else
    # build.py adds the licences after PyInstaller signed, and a signature covers every resource.
    codesign --force --deep --entitlements "$here/entitlements.plist" --sign - "$app"
fi
codesign --verify --deep --strict "$app"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
rm -f "$image"
hdiutil create -quiet -volname DenialDesk -srcfolder "$folder" -fs HFS+ -format UDZO "$image"

if [ -n "${DENIALDESK_SIGNING_IDENTITY:-}" ]; then
    codesign --timestamp --sign "$DENIALDESK_SIGNING_IDENTITY" "$image"
    if [ -n "${DENIALDESK_NOTARY_PROFILE:-}" ]; then
        xcrun notarytool submit "$image" --keychain-profile "$DENIALDESK_NOTARY_PROFILE" --wait
        xcrun stapler staple "$image"
    fi
fi
hdiutil verify -quiet "$image"
