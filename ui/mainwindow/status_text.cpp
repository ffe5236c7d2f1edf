#include "ui/mainwindow/status_text.h"

#include "models/items/text.h"

#include <QCoreApplication>
#include <QStringList>

namespace spanlight::ui {

namespace {

constexpr qsizetype kMostDetails = 20;
const QString kDot = QStringLiteral(" · ");

QString tr(const char* text)
{
    return QCoreApplication::translate("StatusLine", text);
}

} // namespace

QString servicesAsked(int count)
{
    return count == 1 ? tr("1 service asked") : tr("%1 services asked").arg(count);
}

QString statusText(const SearchOutcome& outcome)
{
    QStringList parts;
    if (outcome.failed && outcome.spans > 0)
        parts.push_back(tr("The search failed, the list is older"));
    const auto lost = outcome.losses.size();
    if (!outcome.origin.isEmpty())
        parts.push_back(outcome.origin);
    if (outcome.services > 0)
        parts.push_back(servicesAsked(outcome.services) + (lost == 0 ? tr(", all answered") : QString()));
    if (outcome.spans > 0) {
        parts.push_back(outcome.traces == 1 ? tr("1 trace") : tr("%1 traces").arg(items::countText(outcome.traces)));
        parts.push_back(outcome.spans == 1 ? tr("1 span") : tr("%1 spans").arg(items::countText(outcome.spans)));
    }
    if (outcome.limitReached)
        parts.push_back(tr("limit reached: there may be more"));
    if (outcome.spans > 0 || lost > 0)
        parts.push_back(lost == 0 ? tr("nothing lost") : lost == 1 ? tr("1 loss") : tr("%1 losses").arg(lost));
    if (parts.isEmpty())
        return outcome.stopped ? tr("Stopped") : outcome.failed ? tr("The search failed") : tr("Ready");
    return parts.join(kDot);
}

QString statusDetails(const SearchOutcome& outcome)
{
    QStringList lines;
    for (const QString& line : (outcome.losses + outcome.notes).mid(0, kMostDetails))
        lines.push_back(line.toHtmlEscaped());
    return lines.join(QStringLiteral("<br>"));
}

QString timesText(const SearchOutcome& outcome, const OperationDocument* document)
{
    QStringList times;
    if (outcome.spans > 0)
        times.push_back(tr("read %1 ms").arg(outcome.readMs));
    if (document != nullptr)
        times.push_back(document->diagnoseMs > 0 ? tr("diagnosis %1 ms").arg(document->diagnoseMs)
                                                 : tr("diagnosis < 1 ms"));
    return times.join(kDot);
}

} // namespace spanlight::ui
