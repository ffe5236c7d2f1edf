#include "ui/connections/probe_text.h"

#include "models/items/text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace spanlight::ui {

namespace {

constexpr std::size_t kMostNames = 8;
constexpr std::size_t kMostLosses = 3;

QString tr(const char* text)
{
    return QCoreApplication::translate("ProbeText", text);
}

QString servicesText(const std::vector<QString>& services)
{
    if (services.empty())
        return tr("Services: none yet");
    QStringList names;
    for (std::size_t i = 0; i < std::min(services.size(), kMostNames); ++i)
        names.push_back(items::cellText(services[i].toStdString(), 60));
    const QString more = services.size() > kMostNames ? QStringLiteral(", …") : QString();
    return tr("Services: %1 – %2%3").arg(services.size()).arg(names.join(QStringLiteral(", ")), more);
}

QString newestText(std::optional<std::int64_t> newestNs, std::int64_t nowNs)
{
    if (!newestNs)
        return tr("Newest span: none in the range that was searched");
    if (*newestNs > nowNs)
        return tr("Newest span: ends %1 in the future – the clocks differ, or it still runs")
            .arg(items::durationText(*newestNs - nowNs));
    return tr("Newest span: %1 ago").arg(items::durationText(nowNs - *newestNs));
}

QString offerText(const sources::Capabilities& capabilities)
{
    QStringList offered{tr("id of an operation or trace")};
    QStringList here;
    if (capabilities.searchWithoutService)
        offered.push_back(tr("all services at once"));
    (capabilities.attributeSearch ? offered : here).push_back(tr("attributes"));
    (capabilities.durationSearch ? offered : here).push_back(tr("durations"));
    if (!capabilities.structuralQuery.isEmpty())
        offered.push_back(tr("queries in %1").arg(capabilities.structuralQuery));
    QString text = tr("The form searches by: %1").arg(offered.join(QStringLiteral(", ")));
    if (!here.isEmpty())
        text +=
            QLatin1Char('\n') + tr("Filtered here, because the server cannot: %1").arg(here.join(QStringLiteral(", ")));
    if (!capabilities.searchWithoutService)
        text += QLatin1Char('\n') + tr("Each service is asked by itself, because the server cannot search all at once");
    if (capabilities.summaries)
        text += QLatin1Char('\n') + tr("Tells how large traces are: very large ones are fetched one by one");
    if (capabilities.suggests)
        text += QLatin1Char('\n') + tr("Completes what is typed into the form");
    if (capabilities.maxLimit > 0)
        text += QLatin1Char('\n') + tr("At most %1 traces an answer").arg(capabilities.maxLimit);
    return text;
}

} // namespace

QString probeHeadline(const ProbeResult& result)
{
    if (result.error)
        return result.error->text();
    return tr("It works: %1").arg(result.origin.isEmpty() ? result.title : result.origin);
}

QString probeDetails(const ProbeResult& result, std::int64_t nowNs)
{
    if (result.error)
        return {};
    QStringList lines;
    if (!result.version.isEmpty())
        lines.push_back(tr("Version: %1").arg(items::cellText(result.version.toStdString(), 100)));
    lines.push_back(servicesText(result.services));
    lines.push_back(newestText(result.newestNs, nowNs));
    lines.push_back(offerText(result.capabilities));
    for (std::size_t i = 0; i < std::min(result.losses.size(), kMostLosses); ++i)
        lines.push_back(tr("Missing: %1").arg(result.losses[i]));
    lines.push_back(tr("Answered in %1").arg(items::durationText(result.tookMs * 1'000'000)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace spanlight::ui
