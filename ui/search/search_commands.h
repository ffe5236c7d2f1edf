#pragma once

#include "ui/search/search_form.h"

#include <QString>
#include <QStringList>

namespace spanlight::ui {

/// Where the search of the form goes, for commands that repeat it elsewhere.
struct SearchPlace
{
    QStringList addresses; ///< of the open source, without secrets
    QStringList services;  ///< that it knows
    QString profile;       ///< "auto", a name or a file
    QString idKey;         ///< attribute that holds an operation's id
    QString type;          ///< filter of the results; empty: any
    QString state;
};

/// The search as a line for a terminal.
[[nodiscard]] QString searchLine(const SearchInput& input, const SearchPlace& place);

/// The search as requests to a Jaeger server, one line per service when none is chosen (20 at most). Empty when the
/// source is no server of that kind.
[[nodiscard]] QString searchCurl(const SearchInput& input, const SearchPlace& place, std::int64_t nowNs);

} // namespace spanlight::ui
