#include "ui/gantt/row_tooltip.h"

#include "models/items/text.h"
#include "models/operations/span_label.h"
#include "models/trace/edge_time.h"
#include "models/trace/time_text.h"
#include "ui/gantt/gantt_geometry.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace spanlight::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("GanttView", text);
}

QString escaped(std::string_view text)
{
    return items::cellText(text, 300).toHtmlEscaped();
}

QString duration(std::int64_t ns)
{
    return QString::fromStdString(trace::toDurationText(ns));
}

QString tableRow(const QString& key, const QString& value)
{
    return QStringLiteral("<tr><td style='padding-right:10px'>%1</td><td>%2</td></tr>").arg(key, value);
}

QString moment(const items::TimeZone& zone, std::int64_t ns)
{
    return QStringLiteral("%1 %2").arg(zone.timeOfDay(ns, true), zone.label(ns));
}

// What the trace would gain without the span, and what the span waited for.
QString pathRows(const GanttDocument& document, trace::SpanRef span)
{
    const trace::PathSpan* found = document.path.find(span);
    if (found == nullptr)
        return {};
    QString rows;
    if (found->dragNs > 0)
        rows += tableRow(tr("Without it"), tr("%1 shorter").arg(duration(found->dragNs)));
    constexpr std::size_t kMostBlockers = 3;
    const std::vector<trace::Blocker> blockers = trace::blockersOf(*document.traces, document.path, span);
    for (std::size_t i = 0; i < std::min(blockers.size(), kMostBlockers); ++i)
        rows += tableRow(i == 0 ? tr("Waited for") : QString(),
                         QStringLiteral("%1 %2").arg(escaped(document.traces->name(blockers[i].span)),
                                                     duration(blockers[i].pathNs)));
    if (blockers.size() > kMostBlockers)
        rows += tableRow(QString(), tr("and %1 more").arg(blockers.size() - kMostBlockers));
    return rows;
}

QString spanTable(const GanttDocument& document, const VisibleRow& line, trace::SpanRef span,
                  const items::TimeZone& zone)
{
    const trace::TraceSet& traces = *document.traces;
    QString table;
    const operations::AttributeReader reader(traces, *document.conventions);
    if (const std::string label = operations::spanLabel(traces, reader, span); label != traces.name(span))
        table += tableRow(tr("Does"), escaped(label));
    table += tableRow(tr("Service"), escaped(traces.service(span)));
    table += tableRow(tr("Starts"), QStringLiteral("%1 (+%2)")
                                        .arg(moment(zone, traces.startNs(span)),
                                             duration(lengthNs(document.timeline.startNs, traces.startNs(span)))));
    table += tableRow(tr("Duration"), duration(traces.durationNs(span)));
    if (line.member < 0 && document.hasChildren(line.row))
        table += tableRow(tr("Itself"), duration(document.selfNs(line.row)));
    table += tableRow(tr("Kind"), escaped(trace::name(traces.kind(span))));
    if (traces.status(span) == trace::StatusCode::Error) {
        const std::string_view message = traces.store(span).statusMessage(span.row);
        table += tableRow(tr("Status"), message.empty() ? tr("error") : tr("error: %1").arg(escaped(message)));
    }
    if (line.member < 0 && !document.critical.of(line.row).empty()) {
        std::int64_t critical = 0;
        for (const RowInterval& part : document.critical.of(line.row))
            critical += part.endNs - part.startNs;
        table += tableRow(tr("Critical path"), duration(critical));
    }
    if (line.member < 0)
        table += pathRows(document, span);
    if (const auto edge = trace::edgeTime(traces, span); edge && edge->totalNs > 0)
        table +=
            tableRow(tr("Between the two sides"),
                     edge->clocksAgree ? tr("%1 (%2 there, %3 back): network, or the callee's queue")
                                             .arg(duration(edge->totalNs), duration(edge->toNs), duration(edge->backNs))
                                       : tr("%1: network, or the callee's queue").arg(duration(edge->totalNs)));
    if (line.member < 0 && document.joint[line.row])
        table += tableRow(tr("Trace"), tr("begins a trace of its own; joined by what the operation tells"));
    return table;
}

} // namespace

QString rowTooltip(const GanttDocument& document, const VisibleRows& rows, std::size_t place,
                   const items::TimeZone& zone)
{
    const VisibleRow line = rows.at(place);
    const trace::SpanRef span = rows.spanAt(place);
    const trace::TimelineRow& row = document.row(line.row);
    if (span.valid())
        return QStringLiteral("<b>%1</b><table>%2</table>")
            .arg(escaped(document.traces->name(span)), spanTable(document, line, span, zone));
    QString text = QStringLiteral("<b>%1</b>").arg(escaped(document.label(line.row)));
    if (const std::string remark = document.remark(line.row); !remark.empty())
        text += QStringLiteral("<br>") + escaped(remark);
    QString table;
    if (!document.service(line.row).empty())
        table += tableRow(tr("Service"), escaped(document.service(line.row)));
    table += tableRow(tr("From"), moment(zone, row.startNs));
    if (row.endNs > row.startNs)
        table += tableRow(row.openEnd ? tr("So far") : tr("Duration"), duration(lengthNs(row.startNs, row.endNs)));
    if (row.mark == trace::RowMark::Fold)
        table += tableRow(tr("Spans"), tr("%1 similar ones, open with →").arg(row.foldCount));
    return text + QStringLiteral("<table>") + table + QStringLiteral("</table>");
}

QString absenceText(const GanttDocument& document, const VisibleRows& rows, std::size_t place,
                    const items::TimeZone& zone)
{
    const VisibleRow line = rows.at(place);
    const trace::TimelineRow& row = document.row(line.row);
    if (rows.spanAt(place).valid() || line.member >= 0)
        return {};
    QString text = QStringLiteral("<b>%1</b>").arg(escaped(document.label(line.row)));
    if (row.mark == trace::RowMark::Fold)
        return text + QStringLiteral("<br>") + tr("%1 similar spans, folded. → opens them.").arg(row.foldCount);
    if (const std::string remark = document.remark(line.row); !remark.empty())
        text += QStringLiteral(" · ") + escaped(remark);
    const trace::ExtraRow& extra = document.input.extras[row.extra];
    text += QStringLiteral("<br>");
    text += row.mark == trace::RowMark::Gap ? tr("No span covers this time.")
            : extra.adopts.empty()          ? tr("Expected here; no span of it is there.")
                                            : tr("No span of it is there, but others name it as their parent.");
    const bool takesTime = row.endNs > row.startNs;
    text +=
        QStringLiteral("<table>") + tableRow(takesTime ? tr("Since") : tr("Expected at"), moment(zone, row.startNs));
    if (takesTime)
        text += tableRow(row.openEnd ? tr("So far") : tr("Duration"), duration(lengthNs(row.startNs, row.endNs)));
    if (!extra.service.empty())
        text += tableRow(tr("Service"), escaped(extra.service));
    constexpr std::size_t kMostNamed = 8;
    for (std::size_t i = 0; i < std::min(extra.adopts.size(), kMostNamed); ++i)
        text +=
            tableRow(i == 0 ? tr("Named by") : QString(), tr("%1 of %2")
                                                              .arg(escaped(document.traces->name(extra.adopts[i])),
                                                                   escaped(document.traces->service(extra.adopts[i]))));
    if (extra.adopts.size() > kMostNamed)
        text += tableRow(QString(), tr("and %1 more").arg(extra.adopts.size() - kMostNamed));
    return text + QStringLiteral("</table>");
}

QString rowSummary(const GanttDocument& document, const VisibleRows& rows, std::size_t place)
{
    const VisibleRow line = rows.at(place);
    const trace::SpanRef span = rows.spanAt(place);
    if (!span.valid())
        return QString::fromStdString(document.label(line.row) + " " + document.remark(line.row)).trimmed();
    const std::string_view name = document.traces->name(span);
    const std::string_view service = document.traces->service(span);
    return tr("%1 of %2, %3%4")
        .arg(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
             QString::fromUtf8(service.data(), static_cast<qsizetype>(service.size())),
             duration(document.traces->durationNs(span)),
             document.traces->status(span) == trace::StatusCode::Error ? tr(", error") : QString());
}

} // namespace spanlight::ui
