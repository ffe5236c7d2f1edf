#pragma once

#include "models/items/time_zone.h"
#include "models/operations/companion_facts.h"
#include "models/sources/companions/companion_requests.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <string>

class QLabel;
class QSortFilterProxyModel;
class QTableView;

namespace spanlight::items {
class WorkerListModel;
}

namespace spanlight::ui {

class ElidedLabel;
class WorkerDelegate;

/// What the panel of workers shows.
struct WorkerPanelContent
{
    const operations::CompanionFacts* facts = nullptr; ///< null: nobody was asked, or answered yet
    bool hasAddress = false;                           ///< of an operations API
    bool asking = false;
    bool hasOperation = false; ///< one is open
    std::string operation;     ///< its id
    std::string worker;        ///< id of its worker where it is known
};

/// The workers that the operations API knows; a click on a worker's operation opens it.
class WorkerPanel : public QWidget
{
    Q_OBJECT

public:
    explicit WorkerPanel(QWidget* parent = nullptr);

    void setContent(const WorkerPanelContent& content);
    void setTheme(const Theme& theme);
    void setTimeZone(const items::TimeZone& zone);

signals:
    void operationActivated(const QString& id);
    /// The user wants to say where the operations API is.
    void addressWanted();

private:
    void activate(const QModelIndex& index);
    [[nodiscard]] QString emptyText(const WorkerPanelContent& content) const;
    void updateTitle();

    items::WorkerListModel* m_model = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    QTableView* m_table = nullptr;
    ElidedLabel* m_title = nullptr;
    QLabel* m_empty = nullptr;
    WorkerDelegate* m_delegate = nullptr;
    items::TimeZone m_zone;
    operations::FactOrigin m_origin;
    bool m_asking = false;
};

} // namespace spanlight::ui
