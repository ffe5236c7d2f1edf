#pragma once

#include "models/sources/saved_connection.h"

#include <QList>
#include <QString>

namespace spanlight::ui {

/// The saved connections, without their secrets.
class ConnectionBook
{
public:
    virtual ~ConnectionBook() = default;

    /// By name.
    [[nodiscard]] virtual QList<sources::SavedConnection> connections() const = 0;
    /// Adds it, or takes the place of the one with the same id.
    virtual void saveConnection(const sources::SavedConnection& connection) = 0;
    virtual void removeConnection(const QString& id) = 0;
};

} // namespace spanlight::ui
