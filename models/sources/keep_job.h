#pragma once

#include "models/sources/source.h"

#include <QObject>

#include <optional>

namespace spanlight::sources {

/// A server is asked to keep a trace in an archive of its own. Emits finished() exactly once unless it is destroyed
/// before; destroying it gives up waiting, and the server may keep the trace nevertheless.
class KeepJob : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] bool isFinished() const { return m_finished; }
    /// Why the trace is not kept, after finished(); nothing: it is.
    [[nodiscard]] const std::optional<SourceError>& error() const { return m_error; }

signals:
    void finished();

protected:
    void finish(std::optional<SourceError> error);

private:
    std::optional<SourceError> m_error;
    bool m_finished = false;
};

} // namespace spanlight::sources
