#!/bin/sh
# Installs the real servers that tests talk to: ngircd, InspIRCd, Anope and Dovecot as Debian packages, Mailman, Synapse and
# heisenbridge in .servers/; and what the site is looked at with: Chromium, and the Nu Html Checker in .servers/. Quick
# where all is there already. The packages need root; the others do not. None is started as a service.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
servers=${MINUTEBOT_SERVERS:-$root/.servers}
packages="ngircd inspircd anope dovecot-imapd chromium java=default-jre-headless npm"
policy=/usr/sbin/policy-rc.d
policy_is_ours=no

say() { printf '%s\n' "servers: $*"; }
fail() { printf '%s\n' "servers: $*" >&2; exit 1; }

# Each package is named after its program, up to a dash, or says PROGRAM=PACKAGE; a program that came another way will do
# as well.
missing_packages() {
    for each in $packages; do
        program=${each%%=*}
        command -v "${program%%-*}" >/dev/null || printf '%s ' "${each#*=}"
    done
}

# Debian starts what it installs; a policy-rc.d that says 101 keeps it from that. One that is there already stays.
forbid_starting() {
    [ -e "$policy" ] && return
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    policy_is_ours=yes
}
allow_starting() { [ "$policy_is_ours" = no ] || rm -f "$policy"; }

install_packages() {
    command -v apt-get >/dev/null || fail "there is no apt-get here; install yourself: $*"
    [ "$(id -u)" -eq 0 ] || fail "must be root to install: $*"
    say "installing the packages: $*"
    trap allow_starting EXIT
    trap 'exit 130' INT TERM
    forbid_starting
    export DEBIAN_FRONTEND=noninteractive
    apt-get install --yes --quiet --no-install-recommends "$@" </dev/null || {
        say "updating the list of packages first"
        apt-get update --quiet </dev/null
        apt-get install --yes --quiet --no-install-recommends "$@" </dev/null
    }
}

# Each in a virtual environment of its own, anew when its list changed.
install_in_venv() {
    list=$here/$1.txt venv=$servers/$1
    cmp -s "$list" "$venv/installed.txt" && return
    say "installing $1 in $venv"
    "${PYTHON:-python3}" -m venv "$venv" || fail "python3 has no venv; install the package python3-venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$list" </dev/null
    cp "$list" "$venv/installed.txt"
}

# The checker is a Java archive in a package for Node, of which nothing else is used.
install_checker() {
    list=$here/vnu.txt folder=$servers/vnu
    cmp -s "$list" "$folder/installed.txt" && return
    say "installing the Nu Html Checker in $folder"
    mkdir -p "$folder"
    packed=$(cd "$folder" && npm pack --silent "$(cat "$list")" </dev/null)
    tar -xzf "$folder/$packed" -C "$folder" --strip-components=3 package/build/dist/vnu.jar
    rm "$folder/$packed"
    cp "$list" "$folder/installed.txt"
}

PATH=$PATH:/usr/sbin
missing=$(missing_packages)
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || install_packages $missing
install_in_venv mailman
install_in_venv synapse
install_in_venv heisenbridge
install_checker
say "ngircd, InspIRCd, Anope, Dovecot, Mailman, Synapse, heisenbridge, Chromium and the Nu Html Checker are there"
