#pragma once

#include "models/diagnosis/pipeline.h"

#include <QObject>
#include <QString>

#include <memory>

namespace spanlight::ui {

/// Examines the telemetry pipeline that is open, away from the GUI thread.
class DoctorDesk : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Looks at everything that is configured; one that runs begins anew.
    virtual void examine() = 0;
    /// Stops; ended() follows where something was running.
    virtual void cancel() = 0;
    [[nodiscard]] virtual bool isRunning() const = 0;

signals:
    /// Another examination would look at something else than the last one: sources, companions, profile or moment.
    void subjectChanged();
    void progressChanged(int done, int total, const QString& what);
    /// Null: it was stopped.
    void ended(const std::shared_ptr<const spanlight::diagnosis::PipelineReport>& report);
};

} // namespace spanlight::ui
