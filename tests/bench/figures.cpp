#include "tests/bench/figures.h"

#include <utility>

namespace spanlight::bench {

// To add figures: write a function that returns them (figure.h), declare it in figures.h, name it here.
std::vector<Figure> allFigures(const Scale& scale)
{
    std::vector<Figure> all;
    std::vector<std::vector<Figure> (*)(const Scale&)> lists = {readingFigures, diagnosisFigures, archiveFigures};
#ifdef SPANLIGHT_BENCH_WIDGETS
    lists.push_back(ganttFigures);
    lists.push_back(listFigures);
    lists.push_back(desktopFigures);
#endif
    for (const auto& list : lists) {
        std::vector<Figure> figures = list(scale);
        all.insert(all.end(), std::make_move_iterator(figures.begin()), std::make_move_iterator(figures.end()));
    }
    return all;
}

} // namespace spanlight::bench
