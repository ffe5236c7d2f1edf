#!/usr/bin/env bash
# Installs the Debian 12 / Ubuntu 24.04 packages that Spanlight needs and that are not there yet.
# The package database is asked first: when nothing is missing, neither the network nor root is needed.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/install-dependencies.sh [--tests] [--fuzz] [--servers] [--list]

  (nothing)   what building and running spanlight and spanlight-cli needs
  --tests     also what the tests and benchmarks need
  --fuzz      also what the fuzz targets need (clang)
  --servers   also what the real back ends need (Python with venv; Go, only if there is no go command)
  --list      print the names of the packages and install nothing
TEXT
}

packages=(
    g++ cmake ninja-build ccache pkg-config
    libexpected-dev nlohmann-json3-dev libsimdjson-dev libcli11-dev zlib1g-dev libzstd-dev libsqlite3-dev
    libgrpc++-dev
    qt6-base-dev libqt6opengl6-dev qt6-svg-dev qt6-charts-dev qtkeychain-qt6-dev libsecret-1-0
    qt6-qpa-plugins fonts-dejavu-core fonts-inter
)
# Qt's HTTP server refuses to configure without the web socket development files.
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev qt6-httpserver-dev qt6-websockets-dev)
fuzz_packages=(clang-14 libclang-rt-14-dev)

list_only=false
for argument in "$@"; do
    case "$argument" in
        --tests) packages+=("${test_packages[@]}") ;;
        --fuzz) packages+=("${fuzz_packages[@]}") ;;
        --servers)
            packages+=(python3-venv)
            command -v go >/dev/null || packages+=(golang-go)
            ;;
        --list) list_only=true ;;
        -h | --help) usage; exit 0 ;;
        *) echo "install-dependencies.sh: unknown argument '$argument'" >&2; usage >&2; exit 2 ;;
    esac
done

if $list_only; then
    printf '%s\n' "${packages[@]}"
    exit 0
fi

if ! command -v dpkg-query >/dev/null; then
    echo "install-dependencies.sh: this is not Debian or Ubuntu. Install the equivalents of these packages yourself," >&2
    echo "then run cmake --preset release && cmake --build --preset release:" >&2
    printf '  %s\n' "${packages[@]}" >&2
    exit 1
fi

# Names of installed packages, and those that they stand for: some development packages of one release are parts of
# others in the next.
installed="$(dpkg-query --show --showformat='${db:Status-Status} ${Package}, ${Provides}\n' | sed -n 's/^installed //p' |
    tr ',' '\n' | sed 's/^ *//; s/[ :].*$//' | sort -u)"
is_installed() {
    grep -qxF -- "$1" <<<"$installed"
}

missing=()
for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

as_root=()
if [[ $EUID -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "install-dependencies.sh: these packages are missing; install them as root and try again:" >&2
        echo "  apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "Installing ${#missing[@]} missing packages: ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}"
