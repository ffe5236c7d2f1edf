#pragma once

#include "models/report/walk_report.h"
#include "ui/jobs/workbench.h"

#include <QObject>
#include <QString>

#include <string>

class QFileDialog;
class QWidget;

namespace spanlight::ui {

class GanttView;

/// Gives the open operation away: report, picture, clipboard. Tells in place what came of it.
class DocumentExport : public QObject
{
    Q_OBJECT

public:
    DocumentExport(const Workbench& workbench, const GanttView& gantt, QWidget& window);

    void setDark(bool dark) { m_dark = dark; }

    /// `introduction` stands before the summary; `parent`: the window to ask in front of, null: the main one.
    void chooseReport(const report::Introduction& introduction = {}, QWidget* parent = nullptr);
    void choosePicture();
    /// Markdown, or a web page by the name's end.
    bool writeReport(const QString& path, const report::Introduction& introduction = {});
    /// PNG, or SVG by the name's end; with the metrics below the timeline unless they are folded.
    bool writePicture(const QString& path);
    void copyReport(const report::Introduction& introduction = {}) const;
    /// How to get the same document in a terminal.
    void copyCommand() const;

signals:
    void noticed(const spanlight::ui::Notice& notice);

private:
    /// How to get the same document in a terminal; empty without one.
    [[nodiscard]] QString command() const;
    /// Asks where to write; the suffix follows the kind of file that is chosen.
    QFileDialog* askForFile(QWidget& parent, const QString& title, const QString& filters, const QString& suffix);
    [[nodiscard]] std::string reportText(const report::Introduction& introduction) const;
    [[nodiscard]] bool write(const QString& path, const QByteArray& bytes);

    const Workbench& m_workbench;
    const GanttView& m_gantt;
    QWidget& m_window;
    bool m_dark = false;
};

} // namespace spanlight::ui
