# What every command in ops/ stands on; to be sourced, not run.
# Puts us in the package's folder, with Swift in PATH when it is anywhere it usually is.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The toolchain must know Swift 6.2: the package's tools version.
swift_is_usable() {
    command -v swift >/dev/null || return 1
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -n 1)
    [ -n "$version" ] || return 1
    local major=${version% *} minor=${version#* }
    [ "$major" -gt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -ge 2 ]; }
}

# Swift's own installer and its archives put it in one of these and leave PATH to the user.
find_swift() {
    local place
    for place in "" "${SWIFTLY_BIN_DIR:-}" "$HOME/.local/share/swiftly/bin" "${SWIFTLY_TOOLCHAINS_DIR:-$HOME/.local/share/swiftly/toolchains}"/*/usr/bin \
        /opt/swift/usr/bin /opt/swift*/usr/bin /usr/local/swift*/usr/bin /usr/share/swift*/usr/bin /usr/libexec/swift/*/bin; do
        if [ -n "$place" ]; then
            [ -x "$place/swift" ] || continue
            PATH=$place:$PATH
        fi
        if [ -n "$(command -v swift)" ]; then
            export PATH
            return 0
        fi
    done
    return 1
}
find_swift || true

# Where git is pointed at copies of the packages on this machine (url….insteadOf) that belong to another user,
# it refuses to read them. What we run trusts them; the user's own git is left as it is.
trust_package_copies() {
    local key copies
    [ "${GIT_CONFIG_GLOBAL:-}" != "$PWD/.build/gitconfig" ] && command -v git >/dev/null || return 0
    while read -r key _; do
        copies=${key#url.}
        copies=${copies%.insteadof}
        if [ -d "$copies" ] && [ ! -O "$copies" ]; then
            mkdir -p .build
            printf '[include]\n\tpath = %s\n[safe]\n\tdirectory = *\n' "${GIT_CONFIG_GLOBAL:-$HOME/.gitconfig}" >.build/gitconfig
            export GIT_CONFIG_GLOBAL=$PWD/.build/gitconfig
            return
        fi
    done < <(git config --get-regexp '^url\..*\.insteadof$' 2>/dev/null)
}
trust_package_copies
