#include "ui/doctor/part_card.h"

#include "models/items/text.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace spanlight::ui {

using diagnosis::PartReport;
using diagnosis::PartStatus;
using diagnosis::PipelineCheck;
using items::toText;

namespace {

constexpr std::size_t kMostEvidence = 12;
constexpr qsizetype kMostText = 2000;
constexpr int kStatusWidth = 92;
constexpr int kTitleWidth = 150;

PartStatus worstOf(const PartReport& part)
{
    PartStatus worst = PartStatus::Ok;
    for (const PipelineCheck& check : part.checks)
        if (check.status != PartStatus::NotChecked)
            worst = std::max(worst, check.status);
    return worst;
}

QString kindText(const std::string& kind)
{
    static const std::array<std::pair<const char*, QString>, 4> kinds{
        {{"source", PartCard::tr("Trace source")},
         {"prometheus", PartCard::tr("Prometheus")},
         {"operations-api", PartCard::tr("Operations API")},
         {"grafana", PartCard::tr("Grafana")}}};
    for (const auto& [name, text] : kinds)
        if (kind == name)
            return text;
    return toText(kind);
}

QLabel* plain(const QString& text, const char* role, QWidget* parent)
{
    QLabel* label = makeText(text.left(kMostText), QString::fromLatin1(role), parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

QString statusWord(PartStatus status)
{
    switch (status) {
    case PartStatus::Ok:
        return PartCard::tr("fine");
    case PartStatus::Info:
        return PartCard::tr("note");
    case PartStatus::NotChecked:
        return PartCard::tr("not checked");
    case PartStatus::Warning:
        return PartCard::tr("warning");
    case PartStatus::Error:
        return PartCard::tr("error");
    }
    return {};
}

QString statusBadge(PartStatus status)
{
    switch (status) {
    case PartStatus::Ok:
        return QStringLiteral("ok");
    case PartStatus::Info:
        return QStringLiteral("info");
    case PartStatus::NotChecked:
        return {};
    case PartStatus::Warning:
        return QStringLiteral("warning");
    case PartStatus::Error:
        return QStringLiteral("error");
    }
    return {};
}

QString checkTitle(std::string_view id)
{
    struct Title
    {
        diagnosis::CheckId check;
        QString text;
    };
    static const std::array<Title, diagnosis::kCheckIds.size()> titles{
        {{"reachable", PartCard::tr("Answers")},
         {"content", PartCard::tr("Content")},
         {"clock", PartCard::tr("Clock")},
         {"services", PartCard::tr("What it serves")},
         {"newest-data", PartCard::tr("Newest data")},
         {"export-delay", PartCard::tr("Export delay")},
         {"expected-services", PartCard::tr("Silent services")},
         {"propagation", PartCard::tr("Trace context")},
         {"worker-spans", PartCard::tr("Spans of workers")},
         {"clock-skew", PartCard::tr("Clocks of services")},
         {"entry", PartCard::tr("Where work begins")},
         {"orphans", PartCard::tr("Missing parents")},
         {"client-roots", PartCard::tr("Calls that begin traces")},
         {"service-names", PartCard::tr("Names of services")},
         {"span-names", PartCard::tr("Names of spans")},
         {"span-kinds", PartCard::tr("Kinds of spans")},
         {"attribute-sizes", PartCard::tr("Sizes of attributes")},
         {"quality", PartCard::tr("Instrumentation")},
         {"losses", PartCard::tr("Losses")},
         {"unseen", PartCard::tr("Not to be seen here")},
         {"workers", PartCard::tr("Workers")},
         {"targets", PartCard::tr("Targets")},
         {"metrics", PartCard::tr("Metrics")},
         {"answers", PartCard::tr("Questions")},
         {"retention", PartCard::tr("Size and age")},
         {"integrity", PartCard::tr("Integrity")},
         {"requests", PartCard::tr("Requests")},
         {"listening", PartCard::tr("Ports and files")},
         {"keeping", PartCard::tr("Keeping")}}};
    for (const auto& [check, text] : titles)
        if (check == id)
            return text;
    return toText(id);
}

PartCard::PartCard(const PartReport& part, QWidget* parent) : QFrame(parent)
{
    setProperty("card", true);
    setAccessibleName(tr("%1: %2").arg(toText(part.address), statusWord(worstOf(part))));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 6);
    layout->setSpacing(4);
    layout->addWidget(makeHead(part));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(14, 4, 14, 4);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(7);
    grid->setColumnMinimumWidth(0, kStatusWidth);
    grid->setColumnMinimumWidth(1, kTitleWidth);
    grid->setColumnStretch(2, 1);
    for (std::size_t i = 0; i < part.checks.size(); ++i)
        addCheck(*grid, static_cast<int>(i), part.checks[i]);
    layout->addLayout(grid);
}

QWidget* PartCard::makeHead(const PartReport& part)
{
    auto* head = new QFrame(this);
    const PartStatus worst = worstOf(part);
    head->setProperty("verdict", statusBadge(worst));
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(2);
    QString title = kindText(part.kind);
    if (!part.version.empty())
        title += QStringLiteral(" · ") + tr("version %1").arg(toText(part.version));
    layout->addWidget(plain(title, "title", head));
    auto* address = new ElidedLabel(head);
    address->setTextFormat(Qt::PlainText);
    address->setText(toText(part.address));
    address->setToolTip(toText(part.address).toHtmlEscaped());
    address->setFont(codeFont());
    layout->addWidget(address);
    return head;
}

void PartCard::addCheck(QGridLayout& grid, int row, const PipelineCheck& check)
{
    const QString kind = statusBadge(check.status);
    QLabel* status = kind.isEmpty() ? plain(statusWord(check.status), "muted", this)
                                    : makeBadge(statusWord(check.status), kind, this);
    status->setWordWrap(false);
    status->setObjectName(QStringLiteral("status_") + toText(check.id.text()));
    grid.addWidget(status, row, 0, Qt::AlignTop | Qt::AlignLeft);
    grid.addWidget(plain(checkTitle(check.id.text()), "", this), row, 1, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(3);
    const bool isBad = check.status == PartStatus::Warning || check.status == PartStatus::Error;
    texts->addWidget(plain(toText(check.text), check.status == PartStatus::NotChecked ? "muted" : "", this));
    for (std::size_t i = 0; i < std::min(check.evidence.size(), kMostEvidence); ++i)
        texts->addWidget(plain(QStringLiteral("· ") + toText(check.evidence[i]), "muted", this));
    for (const diagnosis::Fix& fix : check.fixes) {
        if (!isBad)
            break;
        texts->addWidget(plain(QStringLiteral("→ ") + toText(fix.text), "", this));
        if (fix.command.empty())
            continue;
        auto* code = new CodeLine(toText(fix.command), this);
        connect(code, &CodeLine::copied, this, &PartCard::copied);
        texts->addWidget(code);
    }
    grid.addLayout(texts, row, 2);
}

} // namespace spanlight::ui
