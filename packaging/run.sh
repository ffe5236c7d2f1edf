#!/usr/bin/env bash
# Installs what is missing, builds, and opens the desktop application; without arguments on the bundled demo source.
# Without a display the same operation's report goes to the terminal and a picture of its timeline to a file.
set -euo pipefail
start_folder="$PWD"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
demo_operation="op_training_20251111_123456_ab12cd34"

build() (
    cd "$root"
    ./packaging/install-dependencies.sh
    # A first build needs no test packages; an existing build folder keeps what it was configured for.
    local options=()
    [[ -f build/release/CMakeCache.txt ]] || options=(-DSPANLIGHT_TESTS=OFF -DSPANLIGHT_BENCH=OFF)
    mkdir -p build/logs
    echo "Building Spanlight; the first time takes a few minutes (log: build/logs/run.log) …"
    if ! { cmake --preset release "${options[@]}" &&
        cmake --build --preset release --target spanlight spanlight-cli; } >build/logs/run.log 2>&1; then
        tail -n 60 build/logs/run.log >&2
        echo "run.sh: the build failed; the whole log is in build/logs/run.log" >&2
        exit 1
    fi
)

wants_no_window() {
    local argument
    for argument in "$@"; do
        case "$argument" in
            --screenshot | --screenshot=* | -h | --help | --version) return 0 ;;
        esac
    done
    return 1
}

names_subject() {
    local argument
    for argument in "$@"; do
        case "$argument" in
            --operation | --operation=* | --trace | --trace=*) return 0 ;;
        esac
    done
    return 1
}

report_in_terminal() {
    echo "There is no display, so the report of $* follows here instead of a window."
    echo
    "$bin/spanlight-cli" diagnose "$@" --format markdown
    "$bin/spanlight-cli" timeline "$@" --output "$picture"
    echo
    echo "The picture of its timeline is in $picture"
}

list_in_terminal() {
    echo "There is no display, so what $* holds is listed here; --operation ID gives the report of one."
    echo
    "$bin/spanlight-cli" search "$@"
}

build >&2
bin="$root/build/release/bin"
if [[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]]; then
    [[ $# -gt 0 ]] || set -- --source demo:
    exec "$bin/spanlight" "$@"
fi
if wants_no_window "$@"; then
    QT_QPA_PLATFORM=offscreen exec "$bin/spanlight" "$@"
fi
picture="$start_folder/spanlight-timeline.png"
if [[ $# -eq 0 ]]; then
    picture="$start_folder/spanlight-demo.png"
    set -- demo: --operation "$demo_operation"
fi
if names_subject "$@"; then
    report_in_terminal "$@"
else
    list_in_terminal "$@"
fi
