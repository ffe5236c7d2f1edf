#!/usr/bin/env bash
# Takes the pictures of the README from the real window, without a display: ./packaging/screenshots.sh
# companions-*.png shows a live system (a replica with Prometheus) and is taken by hand.
# Build first (cmake --preset release && cmake --build --preset release).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=build/release/bin/spanlight
export QT_QPA_PLATFORM=offscreen

mkdir -p docs/images
while read -r name operation size scenario; do
    for theme in light dark; do
        "$program" --source demo: --operation "$operation" --theme "$theme" --size "$size" \
            ${scenario:+--scenario "$scenario"} --screenshot "docs/images/$name-$theme.png"
    done
done <<'LIST'
stuck op_training_20251111_123456_ab12cd34 1600x960
healthy op_training_20260406_115615_6c7def 1600x960
failed op_training_20250910_062012_dbf38a 1600x960
walk-stuck op_training_20251111_123456_ab12cd34 1100x1200 stuck
walk-not-found op_training_20251111_123456_ab12cd43 1100x860 not-found
LIST
