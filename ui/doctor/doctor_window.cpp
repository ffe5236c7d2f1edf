#include "ui/doctor/doctor_window.h"

#include "models/items/text.h"
#include "models/report/doctor_report.h"
#include "ui/doctor/part_card.h"
#include "ui/theme/dialog_parts.h"
#include "ui/theme/parts.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace spanlight::ui {

DoctorWindow::DoctorWindow(DoctorDesk& desk, QWidget* parent) : QDialog(parent), m_desk(desk)
{
    QVBoxLayout* layout = layOutDialog(*this, "doctorWindow", tr("Doctor"));
    layout->addWidget(makeHeader());
    layout->addWidget(makeOutdated());
    m_area = new QScrollArea(this);
    m_area->setObjectName(QStringLiteral("doctorParts"));
    m_area->setAccessibleName(tr("Parts of the telemetry pipeline"));
    m_area->setWidgetResizable(true);
    layout->addWidget(m_area, 1);
    layout->addWidget(makeFooter());
    connect(&m_desk, &DoctorDesk::progressChanged, this, &DoctorWindow::showProgress);
    connect(&m_desk, &DoctorDesk::ended, this, &DoctorWindow::showReport);
    connect(&m_desk, &DoctorDesk::subjectChanged, this, [this] {
        ++m_subject;
        showOutdated();
    });
    connect(this, &QDialog::finished, &m_desk, &DoctorDesk::cancel); // nobody waits for it any more
    resize(fittingSize({940, 720}, *this));
    updateButtons();
}

QFrame* DoctorWindow::makeHeader()
{
    auto* header = new DialogHeader(tr("Doctor"), this);
    m_summary = makeText(tr("Is the telemetry itself fit to be diagnosed?"), QStringLiteral("muted"), header);
    m_summary->setObjectName(QStringLiteral("doctorSummary"));
    header->add(m_summary);
    return header;
}

QFrame* DoctorWindow::makeOutdated()
{
    m_outdated = new QFrame(this);
    m_outdated->setObjectName(QStringLiteral("doctorOutdated"));
    m_outdated->setProperty("notice", QStringLiteral("warning"));
    auto* layout = new QHBoxLayout(m_outdated);
    layout->setContentsMargins(16, 6, 16, 6);
    layout->setSpacing(10);
    layout->addWidget(makeText(tr("The sources or settings changed since this examination: what stands here is of "
                                  "before."),
                               QString(), m_outdated),
                      1);
    auto* again = new QPushButton(tr("Run &again"), m_outdated);
    again->setObjectName(QStringLiteral("doctorRunOutdated"));
    again->setAutoDefault(false);
    connect(again, &QPushButton::clicked, this, &DoctorWindow::run);
    layout->addWidget(again);
    m_outdated->hide();
    return m_outdated;
}

void DoctorWindow::showOutdated()
{
    m_outdated->setVisible(m_report && m_reported != m_subject && !m_desk.isRunning());
}

QFrame* DoctorWindow::makeFooter()
{
    auto* footer = new DialogFooter(this);
    m_progress = new QProgressBar(footer);
    m_progress->setObjectName(QStringLiteral("doctorProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(110);
    footer->row().addWidget(m_progress);
    m_activity = new ElidedLabel(footer);
    m_activity->setObjectName(QStringLiteral("doctorActivity"));
    m_activity->setTextFormat(Qt::PlainText);
    m_activity->setProperty("role", QStringLiteral("muted"));
    m_activity->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    footer->row().addWidget(m_activity, 1);
    m_copyMarkdown = footer->addButton("doctorCopyMarkdown", tr("Copy as &Markdown"));
    m_copyJson = footer->addButton("doctorCopyJson", tr("Copy as &JSON"));
    m_stop = footer->addButton("doctorStop", tr("&Stop"));
    m_run = footer->addMainButton("doctorRun", tr("&Run again"));
    connect(m_run, &QPushButton::clicked, this, &DoctorWindow::run);
    connect(m_stop, &QPushButton::clicked, &m_desk, &DoctorDesk::cancel);
    connect(m_copyMarkdown, &QPushButton::clicked, this,
            [this] { copy(report::doctorMarkdown(*m_report), tr("Copied as Markdown")); });
    connect(m_copyJson, &QPushButton::clicked, this,
            [this] { copy(report::doctorJson(*m_report), tr("Copied as JSON")); });
    return footer;
}

void DoctorWindow::begin()
{
    bringToFront(*this);
    run();
}

void DoctorWindow::run()
{
    m_activity->setText(tr("Asking…"));
    if (!m_report)
        showHint(tr("Asking every part that is configured…"));
    m_asked = m_subject;
    m_desk.examine();
    updateButtons();
}

void DoctorWindow::showHint(const QString& text)
{
    QLabel* hint = makeText(text, QStringLiteral("hint"), m_area);
    hint->setObjectName(QStringLiteral("doctorHint"));
    m_area->setWidget(hint);
}

void DoctorWindow::showProgress(int done, int total, const QString& what)
{
    m_progress->setRange(0, std::max(total, 1));
    m_progress->setValue(done);
    m_activity->setText(what);
}

void DoctorWindow::showReport(const std::shared_ptr<const diagnosis::PipelineReport>& report)
{
    if (report) {
        m_report = report;
        m_reported = m_asked;
        m_summary->setText(items::toText(report::doctorSummary(*report)));
        auto* list = new QWidget;
        auto* layout = new QVBoxLayout(list);
        layout->setContentsMargins(16, 14, 16, 14);
        layout->setSpacing(12);
        for (const diagnosis::PartReport& part : report->parts) {
            auto* card = new PartCard(part, list);
            connect(card, &PartCard::copied, this, [this] { m_activity->setText(tr("Copied")); });
            layout->addWidget(card);
        }
        layout->addStretch(1);
        m_area->setWidget(list);
        if (report->parts.empty())
            showHint(tr("Nothing is open. Open files or connect to a server, then run this again."));
    } else if (!m_report) {
        showHint(tr("Stopped. Run again looks at everything."));
    }
    m_activity->setText(report ? QString() : tr("Stopped"));
    updateButtons();
}

void DoctorWindow::copy(const std::string& text, const QString& what)
{
    QApplication::clipboard()->setText(QString::fromStdString(text));
    m_activity->setText(what);
}

void DoctorWindow::updateButtons()
{
    const bool running = m_desk.isRunning();
    m_progress->setVisible(running);
    m_stop->setEnabled(running);
    m_run->setEnabled(!running);
    m_copyMarkdown->setEnabled(m_report != nullptr);
    m_copyJson->setEnabled(m_report != nullptr);
    showOutdated();
}

} // namespace spanlight::ui
