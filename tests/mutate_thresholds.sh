#!/usr/bin/env bash
# Changes each threshold of a profile in turn, to 0.6 and to 1.7 times its value, and looks whether a test of the
# diagnosis notices. Prints the thresholds that nothing holds; ends with 1 if there are any.
#
#   tests/mutate_thresholds.sh [PROFILE] [PRESET]     default: ktrdr release; the preset must have been configured
#
# Rebuilds what holds the profile for every change, in place: some ten seconds each. The profile is put back at the
# end, also when interrupted. Tests that merely compare one profile with another are not asked: they notice any change.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-ktrdr}
preset=${2:-release}
profile=resources/profiles/$name.json
test=diagnosis_test
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

passes() {
    cmake --build --preset "$preset" --target "$test" > /dev/null
    QT_QPA_PLATFORM=offscreen "build/$preset/bin/$test" --gtest_brief=1 > /dev/null 2>&1
}

passes || { echo "$test fails without any change; nothing can be learnt"; exit 2; }

changes=0
survivors=0
while read -r key value changed; do
    changes=$((changes + 1))
    sed "s/\"$key\": $value\([,}[:space:]]\|$\)/\"$key\": $changed\1/" "$kept" > "$profile"
    if cmp -s "$kept" "$profile"; then
        echo "$key: could not be changed"
        survivors=$((survivors + 1))
    elif passes; then
        echo "$key: $value may be $changed"
        survivors=$((survivors + 1))
    fi
done < <(thresholds)
echo "$survivors of $changes changes went unnoticed"
[ "$survivors" = 0 ]
