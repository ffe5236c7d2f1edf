#pragma once

#include "app/session/analysis_work.h"
#include "app/session/background.h"
#include "ui/jobs/load_preview.h"

#include <QObject>

#include <memory>
#include <vector>

namespace spanlight::app {

/// What of it is wanted: the operation or trace with this id; empty: the newest.
struct PreviewWish
{
    QString id;
    bool isTrace = false;
};

/// The beginning of a catalogue as it can be shown; null when it has nothing of what is wanted.
[[nodiscard]] std::shared_ptr<const ui::LoadPreview> makePreview(const Catalogue& catalogue, const PreviewWish& wish);

/// The beginnings of large inputs while these are read, each put together away from the GUI thread.
class LoadPreviews : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// What there is to show; may be null.
    [[nodiscard]] std::shared_ptr<const ui::LoadPreview> shown() const { return m_shown; }
    /// The beginning of one input more.
    void take(std::shared_ptr<const trace::TraceStore> store, std::shared_ptr<const operations::Profile> named,
              const PreviewWish& wish);
    /// Another operation of what is shown.
    void show(const PreviewWish& wish);
    /// What is under way is not wanted any more; what is shown stays.
    void stop() { m_work.cancel(); }
    /// The next beginning is that of something new.
    void begin();
    /// Shows nothing any more. Says nothing.
    void clear();

signals:
    void changed();

private:
    void build(const PreviewWish& wish);

    std::vector<std::shared_ptr<const trace::TraceStore>> m_stores;
    std::shared_ptr<const operations::Profile> m_named;
    std::shared_ptr<const ui::LoadPreview> m_shown;
    Background m_work;
};

} // namespace spanlight::app
