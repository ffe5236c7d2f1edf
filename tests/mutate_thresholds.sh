#!/usr/bin/env bash
# Changes each threshold of a profile in turn, to 0.6 and to 1.7 times its value, and looks whether a test
# notices. Prints the thresholds that nothing holds; ends with 1 if there are any.
#
#   tests/mutate_thresholds.sh [PROFILE] [PRESET]     default: ktrdr release; the preset must have been configured
#
# Rebuilds what holds the profile for every change, in place: some twenty seconds each. The profile is put back at the
# end, also when interrupted.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-ktrdr}
preset=${2:-release}
profile=resources/profiles/$name.json
tests=(diagnosis_test operations_test)
kept=$(mktemp)
cp "$profile" "$kept"
trap 'cp "$kept" "$profile"; rm -f "$kept"' EXIT

thresholds() {
    python3 - "$kept" <<'PY'
import json, sys
for key, value in json.load(open(sys.argv[1]))["thresholds"].items():
    if value:
        for factor in (0.6, 1.7):
            changed = value * factor if isinstance(value, float) else round(value * factor)
            if changed == value:
                changed = value - 1 if factor < 1 else value + 1
            print(key, value, changed)
PY
}

survivors=0
while read -r key value changed; do
    sed "s/\"$key\": $value\([,}[:space:]]\|$\)/\"$key\": $changed\1/" "$kept" > "$profile"
    if cmp -s "$kept" "$profile"; then
        echo "$key: could not be changed"
        survivors=$((survivors + 1))
        continue
    fi
    cmake --build --preset "$preset" --target "${tests[@]}" > /dev/null
    noticed=false
    for test in "${tests[@]}"; do
        "build/$preset/bin/$test" --gtest_brief=1 > /dev/null 2>&1 || noticed=true
    done
    $noticed || { echo "$key: $value may be $changed"; survivors=$((survivors + 1)); }
done < <(thresholds)
echo "$survivors changes went unnoticed"
[ "$survivors" = 0 ]
