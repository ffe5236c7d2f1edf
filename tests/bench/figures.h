#pragma once

#include "tests/bench/figure.h"

#include <vector>

namespace spanlight::bench {

/// Every figure in the order in which it is taken.
[[nodiscard]] std::vector<Figure> allFigures(const Scale& scale);

/// Reading Jaeger JSON: time and memory.
[[nodiscard]] std::vector<Figure> readingFigures(const Scale& scale);

/// Diagnosing a single trace of all spans, compared with reading it.
[[nodiscard]] std::vector<Figure> diagnosisFigures(const Scale& scale);

/// Keeping spans in the archive and finding them there.
[[nodiscard]] std::vector<Figure> archiveFigures(const Scale& scale);

/// Starting the desktop, and the first bar of a file that is being read.
[[nodiscard]] std::vector<Figure> desktopFigures(const Scale& scale);

/// Listing, sorting and filtering many results.
[[nodiscard]] std::vector<Figure> listFigures(const Scale& scale);

/// Painting the timeline.
[[nodiscard]] std::vector<Figure> ganttFigures(const Scale& scale);

} // namespace spanlight::bench
