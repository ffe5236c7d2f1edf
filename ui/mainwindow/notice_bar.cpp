#include "ui/mainwindow/notice_bar.h"

#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace spanlight::ui {

namespace {

constexpr std::size_t kMostNotices = 3;

QString kindName(Notice::Kind kind)
{
    switch (kind) {
    case Notice::Kind::Error:
        return QStringLiteral("error");
    case Notice::Kind::Warning:
        return QStringLiteral("warning");
    case Notice::Kind::Info:
        break;
    }
    return QStringLiteral("info");
}

} // namespace

NoticeBar::NoticeBar(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("noticeBar"));
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
}

void NoticeBar::show(const Notice& notice)
{
    while (m_frames.size() >= kMostNotices)
        remove(m_frames.front());
    auto* frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("notice"));
    frame->setProperty("notice", kindName(notice.kind));
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(10);
    row->addWidget(makeBadge(kindName(notice.kind), kindName(notice.kind), frame), 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto* what = makeText(notice.what, QString(), frame);
    what->setObjectName(QStringLiteral("noticeText"));
    frame->setAccessibleName(notice.what);
    texts->addWidget(what);
    const QString second = notice.where.isEmpty()    ? notice.advice
                           : notice.advice.isEmpty() ? notice.where
                                                     : notice.where + QStringLiteral(" — ") + notice.advice;
    if (!second.isEmpty())
        texts->addWidget(makeText(second, QStringLiteral("muted"), frame));
    row->addLayout(texts, 1);
    auto* close = new QToolButton(frame);
    close->setObjectName(QStringLiteral("closeNotice"));
    close->setProperty("flat", true);
    close->setText(QStringLiteral("✕"));
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close the notice"));
    connect(close, &QToolButton::clicked, this, [this, frame] { remove(frame); });
    row->addWidget(close, 0, Qt::AlignTop);
    m_layout->addWidget(frame);
    m_frames.push_back(frame);
}

void NoticeBar::remove(QFrame* frame)
{
    m_frames.erase(std::remove(m_frames.begin(), m_frames.end(), frame), m_frames.end());
    frame->hide();
    frame->deleteLater();
}

void NoticeBar::clear()
{
    while (!m_frames.empty())
        remove(m_frames.back());
}

} // namespace spanlight::ui
