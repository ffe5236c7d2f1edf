#include "ui/mainwindow/operation_header.h"

#include "models/items/text.h"
#include "models/trace/intervals.h"
#include "ui/findings/diagnosis_panel.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>

namespace spanlight::ui {

QString documentSummary(const OperationDocument& document)
{
    const diagnosis::Subject& subject = document.diagnosis().subject;
    QStringList parts;
    if (!subject.type.empty())
        parts.push_back(items::cellText(subject.type, 60));
    if (subject.spans > 0)
        parts.push_back(items::durationText(subject.durationNs) + (isUnfinished(document.diagnosis().verdict.state)
                                                                       ? OperationHeader::tr(" so far")
                                                                       : QString()));
    QString spans = subject.spans == 1 ? OperationHeader::tr("1 span")
                                       : OperationHeader::tr("%1 spans").arg(items::countText(subject.spans));
    if (const auto folded = document.gantt->timeline.folded.size(); folded > 0)
        spans += OperationHeader::tr(", %1 folded").arg(items::countText(folded));
    parts.push_back(spans);
    if (subject.errorSpans > 0)
        parts.push_back(OperationHeader::tr("%1 with errors").arg(items::countText(subject.errorSpans)));
    if (subject.traces.size() > 1)
        parts.push_back(OperationHeader::tr("%1 traces joined").arg(subject.traces.size()));
    if (subject.services.size() > 1)
        parts.push_back(OperationHeader::tr("%1 services").arg(subject.services.size()));
    return parts.join(QStringLiteral(" · "));
}

namespace {

// What the API said last of the open operation while it goes on; null without it.
const operations::OperationFact* runningFact(const OperationDocument& document)
{
    if (!document.companions || document.companions->operation.empty() ||
        !isUnfinished(document.diagnosis().verdict.state))
        return nullptr;
    const operations::OperationFact& fact = document.companions->operation.back();
    return fact.known ? &fact : nullptr;
}

QString progressOrigin(const OperationDocument& document, const items::TimeZone& zone)
{
    const operations::OperationFact* fact = runningFact(document);
    return OperationHeader::tr("Status “%1”, said by %2 at %3")
        .arg(items::cellText(fact->status, 60), items::cellText(fact->origin.url, 200),
             zone.dateAndTime(fact->origin.timeNs));
}

} // namespace

QString progressText(const OperationDocument& document)
{
    const operations::OperationFact* fact = runningFact(document);
    if (fact == nullptr || (!fact->percentage && fact->step.empty()))
        return {};
    QStringList parts;
    if (fact->percentage)
        parts << QStringLiteral("%1\u00a0%").arg(QString::number(*fact->percentage, 'g', 3));
    if (!fact->step.empty())
        parts << items::cellText(fact->step, 40);
    const std::int64_t asOfNs = document.diagnosis().asOfNs;
    const std::int64_t ageNs = trace::saturatedDifference(asOfNs, fact->updatedAtNs.value_or(fact->origin.timeNs));
    constexpr std::int64_t kJustNowNs = 1'000'000'000;
    parts << (ageNs >= kJustNowNs   ? OperationHeader::tr("%1 ago").arg(items::durationText(ageNs))
              : ageNs > -kJustNowNs ? OperationHeader::tr("just now")
                                    : OperationHeader::tr("told %1 later").arg(items::durationText(-ageNs)));
    return parts.join(QStringLiteral(", "));
}

OperationHeader::OperationHeader(QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("operationHeader"));
    setProperty("panel", QStringLiteral("header"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 7, 10, 7);
    row->setSpacing(9);
    m_id = new ElidedLabel(this);
    m_id->setObjectName(QStringLiteral("operationId"));
    m_id->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    row->addWidget(m_id);
    m_state = makeBadge(QString(), QStringLiteral("info"), this);
    m_state->setObjectName(QStringLiteral("operationState"));
    row->addWidget(m_state);
    m_follow = new QToolButton(this);
    m_follow->setObjectName(QStringLiteral("followButton"));
    m_follow->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_follow->setAutoRaise(true);
    m_follow->setCheckable(true);
    connect(m_follow, &QToolButton::clicked, this, &OperationHeader::followToggled);
    row->addWidget(m_follow);
    m_progress = new QLabel(this);
    m_progress->setObjectName(QStringLiteral("operationProgress"));
    m_progress->setTextFormat(Qt::PlainText); // it is what a server says
    row->addWidget(m_progress);
    m_summary = new ElidedLabel(this);
    m_summary->setObjectName(QStringLiteral("operationSummary"));
    m_summary->setProperty("role", QStringLiteral("muted"));
    row->addWidget(m_summary, 1);
    m_zoneLabel = new QLabel(this);
    m_zoneLabel->setObjectName(QStringLiteral("timeZone"));
    m_zoneLabel->setProperty("role", QStringLiteral("muted"));
    row->addWidget(m_zoneLabel);
    setFollowing(FollowState::Nothing);
    setDocument(nullptr);
}

void OperationHeader::setFollowing(FollowState state)
{
    m_follow->setVisible(state != FollowState::Nothing);
    m_follow->setEnabled(state != FollowState::Ended);
    m_follow->setChecked(state == FollowState::Following);
    switch (state) {
    case FollowState::Nothing:
        break;
    case FollowState::Following:
        m_follow->setText(QChar(0x25CF) + tr(" live"));
        m_follow->setToolTip(
            tr("The operation goes on: it is looked at again by itself. Click (F9) to hold the picture."));
        break;
    case FollowState::Paused:
        m_follow->setText(tr("paused"));
        m_follow->setToolTip(tr("The picture is held as it was. Click (F9) to follow the operation again."));
        break;
    case FollowState::Ended:
        m_follow->setText(tr("ended"));
        m_follow->setToolTip(tr("The operation came to its end while it was followed."));
        break;
    }
    m_follow->setAccessibleName(tr("Follow the operation: %1").arg(m_follow->text()));
}

void OperationHeader::setTimeZone(const items::TimeZone& zone)
{
    m_zone = zone;
    showZone();
}

void OperationHeader::showZone()
{
    const QString label = m_zone.label(m_startNs);
    m_zoneLabel->setText(label);
    m_zoneLabel->setToolTip(
        tr("All times are shown in %1; the View menu has the choice. Reports are in UTC.").arg(label));
}

void OperationHeader::showId(const QString& id)
{
    m_id->setText(id.size() > 64 ? id.left(63) + QChar(0x2026) : id);
    m_id->setToolTip(id.toHtmlEscaped());
}

void OperationHeader::setPreview(const LoadPreview& preview)
{
    setDocument(nullptr);
    m_startNs = preview.gantt->timeline.startNs;
    showZone();
    QFont font = codeFont();
    font.setBold(true);
    m_id->setFont(font);
    showId(preview.id);
    m_summary->setText(tr("its beginning: %1 spans").arg(items::countText(preview.gantt->input.spans.size())));
    m_summary->setToolTip(m_summary->text());
}

void OperationHeader::setDocument(const OperationDocument* document)
{
    m_startNs = document == nullptr ? 0 : document->gantt->timeline.startNs;
    showZone();
    m_state->setVisible(document != nullptr);
    QFont font = document == nullptr ? textFont() : codeFont();
    font.setBold(true);
    m_id->setFont(font);
    const QString progress = document == nullptr ? QString() : progressText(*document);
    m_progress->setText(progress);
    m_progress->setVisible(!progress.isEmpty());
    m_progress->setToolTip(progress.isEmpty() ? QString() : progressOrigin(*document, m_zone).toHtmlEscaped());
    if (document == nullptr) {
        m_id->setText(tr("Timeline"));
        m_summary->setText(QString());
        return;
    }
    showId(document->id);
    const diagnosis::State state = document->diagnosis().verdict.state;
    setBadge(*m_state, stateWord(state), stateBadge(state));
    m_state->setAccessibleName(tr("State: %1").arg(stateWord(state)));
    m_summary->setText(documentSummary(*document));
    m_summary->setToolTip(m_summary->text().toHtmlEscaped());
}

} // namespace spanlight::ui
