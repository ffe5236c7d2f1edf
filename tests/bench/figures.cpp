#include "tests/bench/figures.h"

#include <utility>

namespace spanlight::bench {

// To add figures: write a function that returns them (figure.h), declare it in figures.h, name it here.
std::vector<Figure> allFigures(const Scale& scale)
{
    std::vector<Figure> all;
    for (const auto& list : {readingFigures, diagnosisFigures}) {
        std::vector<Figure> figures = list(scale);
        all.insert(all.end(), std::make_move_iterator(figures.begin()), std::make_move_iterator(figures.end()));
    }
    return all;
}

} // namespace spanlight::bench
