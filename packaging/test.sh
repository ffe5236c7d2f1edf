#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test that needs no foreign server; see usage below.
# Whatever runs before it, the last lines are ctest's summary of the optimised build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'TEXT'
Usage: packaging/test.sh [--servers] [--sanitizers] [--fuzz] [--no-install] [-- CTEST-ARGUMENTS…]

  --servers      also build the real trace back ends (once, cached) and run the tests against them
  --sanitizers   also run the tests with the address, undefined-behaviour and thread sanitizers
  --fuzz         also run every fuzz target for SPANLIGHT_FUZZ_SECONDS (default 20) seconds
  --no-install   do not look for missing packages
  --             the rest goes to ctest, for example -- -R Timeline

With CI=true in the environment --sanitizers and --fuzz are on.
SPANLIGHT_JOBS sets the number of parallel compilers and tests (default: the number of processors).
TEXT
}

servers=false
sanitizers=false
fuzz=false
install=true
if [[ "${CI:-}" == true ]]; then
    sanitizers=true
    fuzz=true
fi
while [[ $# -gt 0 ]]; do
    case "$1" in
        --servers) servers=true ;;
        --sanitizers) sanitizers=true ;;
        --fuzz) fuzz=true ;;
        --no-install) install=false ;;
        --) shift; break ;;
        -h | --help) usage; exit 0 ;;
        *) echo "test.sh: unknown argument '$1'" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

jobs="${SPANLIGHT_JOBS:-$(nproc)}"
fuzz_seconds="${SPANLIGHT_FUZZ_SECONDS:-20}"
# Past this point of a run without a warm compiler cache the extra builds are left out, so that the main tests end
# within a pipeline's limit. It is said when that happens.
extra_builds_until="${SPANLIGHT_EXTRA_BUILDS_UNTIL:-3000}"
export QT_QPA_PLATFORM=offscreen
failures=()

step() { printf '\n== %s (after %d s)\n' "$*" "$SECONDS"; }

# Compiler output is long and only interesting when it fails, or when it warns.
quietly() {
    local log="build/logs/$1.log"
    shift
    mkdir -p build/logs
    if ! "$@" >"$log" 2>&1; then
        tail -n 150 "$log"
        return 1
    fi
    grep -A 6 'warning:' "$log" | head -n 60 || true
}

build() {
    local preset="$1"
    shift
    quietly "configure-$preset" cmake --preset "$preset" -DSPANLIGHT_TESTS=ON &&
        quietly "build-$preset" cmake --build --preset "$preset" -j "$jobs" "$@"
}

has_time_for() {
    if ((SECONDS < extra_builds_until)); then
        return 0
    fi
    echo "test.sh: skipped $1: $SECONDS s have gone by, more than SPANLIGHT_EXTRA_BUILDS_UNTIL=$extra_builds_until"
    return 1
}

run_address_sanitizer() {
    step "Tests with the address and undefined-behaviour sanitizers"
    build asan || return 1
    ASAN_OPTIONS="detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1" \
    LSAN_OPTIONS="suppressions=$PWD/packaging/sanitizers/leaks.txt:print_suppressions=0" \
    UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1" \
        quietly test-asan ctest --preset asan -j "$jobs" || return 1
    tail -n 4 build/logs/test-asan.log
}

run_thread_sanitizer() {
    step "Threaded tests with the thread sanitizer"
    build tsan --target threaded_tests || return 1
    # Qt starts other programs by fork, of which the sanitizer thinks that they might start threads before they begin.
    TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1:die_after_fork=0:suppressions=$PWD/packaging/sanitizers/threads.txt" \
        quietly test-tsan ctest --preset tsan -L threaded -j "$jobs" || return 1
    tail -n 4 build/logs/test-tsan.log
}

run_fuzz_targets() {
    step "Fuzz targets, $fuzz_seconds s each"
    build fuzz --target fuzz_targets || return 1
    local target name corpus
    for target in build/fuzz/bin/*_fuzz; do
        [[ -x "$target" ]] || continue
        name="$(basename "$target" _fuzz)"
        corpus="build/fuzz/corpus/$name"
        mkdir -p "$corpus" build/fuzz/crashes
        local seeds=()
        [[ -d "tests/fuzz/corpus/$name" ]] && seeds=("tests/fuzz/corpus/$name")
        quietly "fuzz-$name" "$target" -max_total_time="$fuzz_seconds" -timeout=20 -rss_limit_mb=3000 \
            -artifact_prefix="build/fuzz/crashes/$name-" "$corpus" "${seeds[@]}" || return 1
        tail -n 1 "build/logs/fuzz-$name.log"
    done
}

if $install; then
    step "Packages"
    wanted=(--tests)
    $fuzz && wanted+=(--fuzz)
    $servers && wanted+=(--servers)
    ./packaging/install-dependencies.sh "${wanted[@]}"
fi

step "Optimised build"
build release

if $servers && [[ -x tests/servers/build.sh ]]; then
    step "Real trace back ends"
    quietly servers ./tests/servers/build.sh
    SPANLIGHT_SERVERS="$(tail -n 1 build/logs/servers.log)"
    export SPANLIGHT_SERVERS
    if [[ -x "$SPANLIGHT_SERVERS/python/bin/python" ]]; then
        export SPANLIGHT_PYTHON="$SPANLIGHT_SERVERS/python/bin/python"
    fi
    echo "Back ends are in $SPANLIGHT_SERVERS"
fi

if $sanitizers; then
    if has_time_for "the address sanitizer"; then
        run_address_sanitizer || failures+=("address or undefined-behaviour sanitizer")
    fi
    if has_time_for "the thread sanitizer"; then
        run_thread_sanitizer || failures+=("thread sanitizer")
    fi
fi
if $fuzz && has_time_for "the fuzz targets"; then
    run_fuzz_targets || failures+=("fuzz targets")
fi

step "Tests of the optimised build"
status=0
mkdir -p build/logs
ctest --preset release -j "$jobs" "$@" | tee build/logs/test-release.log || status=$?
if [[ ${#failures[@]} -eq 0 ]]; then
    exit "$status"
fi
# A pipeline often keeps the end of the output only: what went wrong earlier is said there, before the summary.
printf '\ntest.sh: FAILED before the main tests: %s\n' "${failures[@]}"
for log in asan tsan; do
    [[ -f "build/logs/test-$log.log" ]] && grep -A 40 'tests failed out of' "build/logs/test-$log.log" | head -n 40 || true
done
echo
grep -A 20 'tests passed' build/logs/test-release.log | grep -v '^$' || true
exit 1
