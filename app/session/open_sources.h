#pragma once

#include "models/sources/source.h"
#include "ui/jobs/workbench.h"

#include <QObject>

#include <tl/expected.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace spanlight::app {

/// What is open to search in.
class OpenSources : public QObject
{
    Q_OBJECT

public:
    using List = std::vector<std::unique_ptr<sources::Source>>;

    using QObject::QObject;

    /// Closes what was open and opens these instead, several files as one source. An address that is none leaves
    /// everything as it was. What still searches in the sources before must have been stopped.
    [[nodiscard]] tl::expected<void, sources::SourceError> open(const QStringList& addresses,
                                                                const sources::ConnectionOptions& options);
    [[nodiscard]] const List& list() const { return m_list; }
    [[nodiscard]] bool isEmpty() const { return m_list.empty(); }
    [[nodiscard]] const ui::SourceState& state() const { return m_state; }
    /// Whether each operation is a recording of its own, with a moment of its own.
    [[nodiscard]] bool separateRecordings() const;
    /// Of the first source that receives.
    [[nodiscard]] std::optional<sources::ReceiverStatus> receiver() const;
    void stopReceiving();

signals:
    void servicesChanged();
    /// Spans have come by themselves.
    void arrived();

private:
    void describe(const QStringList& addresses);
    void noteCapabilities();
    void noteServices();

    List m_list;
    ui::SourceState m_state;
};

} // namespace spanlight::app
