#include "ui/mainwindow/load_view.h"

#include "models/items/text.h"
#include "ui/gantt/gantt_view.h"
#include "ui/theme/parts.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

namespace spanlight::ui {

LoadView::LoadView(Workbench& workbench, GanttView& gantt, QWidget* parent)
    : QFrame(parent), m_workbench(workbench), m_gantt(gantt)
{
    setObjectName(QStringLiteral("loadView"));
    setProperty("notice", QStringLiteral("warning"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(10);
    m_badge = makeBadge(QString(), QStringLiteral("warning"), this);
    m_badge->setObjectName(QStringLiteral("loadState"));
    row->addWidget(m_badge, 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_text = makeText(QString(), QString(), this);
    m_text->setObjectName(QStringLiteral("loadText"));
    texts->addWidget(m_text);
    m_progressText = new ElidedLabel(this);
    m_progressText->setObjectName(QStringLiteral("loadProgressText"));
    m_progressText->setProperty("role", QStringLiteral("muted"));
    texts->addWidget(m_progressText);
    row->addLayout(texts, 1);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("loadProgress"));
    m_progress->setAccessibleName(tr("Progress of the reading"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(160);
    row->addWidget(m_progress, 0, Qt::AlignVCenter);
    m_button = new QPushButton(this);
    m_button->setObjectName(QStringLiteral("loadButton"));
    row->addWidget(m_button, 0, Qt::AlignVCenter);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (!m_workbench.isBusy())
            return emit readRequested();
        m_workbench.cancel();
        m_button->setEnabled(false); // a double click does not start it again
        QTimer::singleShot(QApplication::doubleClickInterval(), m_button, [this] { m_button->setEnabled(true); });
    });
    connect(&m_workbench, &Workbench::busyChanged, this, &LoadView::showBusy);
    connect(&m_workbench, &Workbench::progressChanged, this, &LoadView::showProgress);
    m_progress->setRange(0, 0);
    hide();
}

QString LoadView::what() const
{
    const auto preview = m_workbench.preview();
    return preview ? tr("the first %1 spans").arg(items::countText(preview->spans)) : QString();
}

QString LoadView::verdictHint() const
{
    return !m_workbench.preview() ? QString()
           : m_workbench.isBusy() ? tr("The verdict comes when everything is read: the beginning alone is not judged.")
                                  : tr("Nothing was judged: reading was stopped. F5 reads all of it.");
}

LoadView::Place LoadView::placeNow() const
{
    return {m_gantt.window(), m_gantt.verticalScrollBar()->value(), m_gantt.selectedLine()};
}

bool LoadView::isTouched() const
{
    return !isHidden() && !(placeNow() == m_place);
}

void LoadView::show()
{
    const auto preview = m_workbench.preview();
    setVisible(preview != nullptr);
    if (!preview)
        return;
    m_gantt.setDocument(preview->gantt);
    m_gantt.fit();
    m_place = placeNow();
    showBusy();
}

void LoadView::showBusy()
{
    if (!m_workbench.preview())
        return;
    const bool loading = m_workbench.isBusy();
    const QString title = m_workbench.source().title;
    setBadge(*m_badge, loading ? tr("loading") : tr("stopped"), QStringLiteral("warning"));
    m_text->setText(loading ? tr("Loading — %1 of %2; diagnosis when it is complete.").arg(what(), title)
                            : tr("Stopped — only %1 of %2 are shown, and nothing was judged.").arg(what(), title));
    setAccessibleName(m_text->text());
    m_progress->setVisible(loading);
    m_progressText->setVisible(loading);
    m_button->setText(loading ? tr("Cancel") : tr("Read all"));
}

void LoadView::showProgress(qint64 done, qint64 total, const QString& text)
{
    constexpr int kSteps = 1000;
    m_progress->setRange(0, total > 0 ? kSteps : 0);
    if (total > 0)
        m_progress->setValue(static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * kSteps));
    m_progressText->setText(text);
}

} // namespace spanlight::ui
