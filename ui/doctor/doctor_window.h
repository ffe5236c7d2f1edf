#pragma once

#include "ui/jobs/doctor_desk.h"

#include <QDialog>

#include <memory>

class QFrame;
class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;

namespace spanlight::ui {

/// Is the telemetry itself fit to be diagnosed: a card for each part that is configured, with the same findings as
/// `spanlight-cli doctor`. Not modal.
class DoctorWindow : public QDialog
{
    Q_OBJECT

public:
    explicit DoctorWindow(DoctorDesk& desk, QWidget* parent = nullptr);

    /// Shows itself and looks at everything anew.
    void begin();

private:
    QFrame* makeHeader();
    QFrame* makeOutdated();
    QFrame* makeFooter();
    void run();
    void showProgress(int done, int total, const QString& what);
    void showReport(const std::shared_ptr<const diagnosis::PipelineReport>& report);
    void showOutdated();
    void showHint(const QString& text);
    void copy(const std::string& text, const QString& what);
    void updateButtons();

    DoctorDesk& m_desk;
    std::shared_ptr<const diagnosis::PipelineReport> m_report; ///< null: none yet
    int m_subject = 0;                                         ///< counts its changes
    int m_asked = 0;                                           ///< the subject when the last look began
    int m_reported = 0;                                        ///< the subject of the report
    QLabel* m_summary = nullptr;
    QFrame* m_outdated = nullptr;
    QScrollArea* m_area = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_activity = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_copyMarkdown = nullptr;
    QPushButton* m_copyJson = nullptr;
};

} // namespace spanlight::ui
