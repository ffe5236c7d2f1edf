#include "ui/mainwindow/notice_bar.h"

#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QRegularExpression>
#include <QTimer>
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

// Readers say "spans.json: is empty"; without the name before it that is a sentence of its own. Names keep their
// letters.
QString asSentence(const Notice& notice)
{
    static const QRegularExpression kWord(QStringLiteral("^[a-z]+[ ,:]"));
    QString text = notice.what;
    if (notice.kind == Notice::Kind::Error && kWord.match(text).hasMatch())
        text[0] = text[0].toUpper();
    return text;
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
    makeRoomFor(notice);
    QFrame* frame = makeFrame(notice);
    m_layout->addWidget(frame);
    m_shown.push_back({frame, notice});
    if (notice.kind == Notice::Kind::Info)
        QTimer::singleShot(m_infoMs, frame, [this, frame] { remove(frame); });
}

void NoticeBar::makeRoomFor(const Notice& notice)
{
    const auto says = [&notice](const Shown& shown) {
        return shown.notice.kind == notice.kind && shown.notice.what == notice.what;
    };
    for (auto same = std::find_if(m_shown.begin(), m_shown.end(), says); same != m_shown.end();
         same = std::find_if(m_shown.begin(), m_shown.end(), says))
        remove(same->frame);
    while (m_shown.size() >= kMostNotices) {
        const auto hint = std::find_if(m_shown.begin(), m_shown.end(),
                                       [](const Shown& shown) { return shown.notice.kind == Notice::Kind::Info; });
        remove((hint == m_shown.end() ? m_shown.front() : *hint).frame);
    }
}

QFrame* NoticeBar::makeFrame(const Notice& notice)
{
    auto* frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("notice"));
    frame->setProperty("notice", kindName(notice.kind));
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(10);
    row->addWidget(makeBadge(kindName(notice.kind), kindName(notice.kind), frame), 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto* what = makeText(asSentence(notice), QString(), frame);
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
    return frame;
}

void NoticeBar::remove(QFrame* frame)
{
    m_shown.erase(
        std::remove_if(m_shown.begin(), m_shown.end(), [frame](const Shown& shown) { return shown.frame == frame; }),
        m_shown.end());
    frame->hide();
    frame->deleteLater();
}

void NoticeBar::clear()
{
    while (!m_shown.empty())
        remove(m_shown.back().frame);
}

} // namespace spanlight::ui
