#pragma once

#include "models/items/operation_list_model.h"
#include "ui/search/search_form.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QTableView;
class QTimer;

namespace spanlight::ui {

class DurationChart;
class OperationDelegate;
class OperationProxy;

/// Search form above the results. Selecting a result asks to open it.
class OperationsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit OperationsPanel(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setTimeZone(const items::TimeZone& zone);
    void setRows(std::vector<items::OperationRow> rows);
    void updateRow(int row, const items::OperationRow& value);
    /// Marks the row without asking to open it.
    void markOpened(const QString& id);
    [[nodiscard]] QString openedId() const { return m_opened; }
    /// What stands in place of results.
    void setHint(const QString& hint);
    [[nodiscard]] SearchForm& form() { return *m_form; }
    [[nodiscard]] const items::OperationListModel& model() const { return *m_model; }
    [[nodiscard]] int shownRows() const;
    void focusResults();
    /// To the field that filters the results.
    void focusFilter();

signals:
    void operationActivated(const QString& id, bool isTrace);
    void searchRequested();
    void shownChanged();
    /// Rows of the model that can be seen now, top to bottom, and have no verdict yet.
    void rowsSeen(const std::vector<int>& rows);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void addFilter();
    void addTable();
    void applyFilter();
    QModelIndex selectOpened();
    [[nodiscard]] QString chartLabel(const QString& id) const;
    void watchSeen();
    void chooseColumns(const QPoint& at);
    void openCurrent(const QModelIndex& index);
    void updateHint();
    void fitColumns();
    bool goToEnd(int key);
    void watchColumns();
    void updateTypes();
    void updateChart();
    void updateChartSoon();
    void showChart();
    void tellSeen();

    SearchForm* m_form = nullptr;
    items::OperationListModel* m_model = nullptr;
    OperationProxy* m_proxy = nullptr;
    OperationDelegate* m_delegate = nullptr;
    DurationChart* m_chart = nullptr;
    QTimer* m_chartTimer = nullptr;  // verdicts arrive in crowds
    QTimer* m_seenTimer = nullptr;   // scrolling comes in many steps
    QTimer* m_filterTimer = nullptr; // letters come faster than lists
    QLineEdit* m_filter = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_hintLabel = nullptr;
    QString m_hint;
    QString m_opened;
    std::size_t m_pending = 0; ///< results without a verdict
    bool m_chartUseful = false;
    bool m_fitting = false;   ///< widths change by the program
    bool m_ownWidths = false; ///< the user has drawn a column wider or narrower
    bool m_quiet = false;     // the selection changes by the program, not by the user
};

} // namespace spanlight::ui
