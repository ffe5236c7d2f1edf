#include "models/diagnosis/links.h"

#include "models/diagnosis/finding_parts.h"
#include "models/operations/operation_view.h"
#include "models/trace/intervals.h"

#include <algorithm>
#include <map>
#include <optional>

namespace spanlight::diagnosis {

using operations::LinkTemplate;
using operations::OperationView;

namespace {

constexpr std::int64_t kMarginNs = 60'000'000'000; // what led to it, and what came of it
constexpr std::int64_t kMillisecondNs = 1'000'000;

using Values = std::map<std::string, std::string>;

// Base addresses are addresses already; everything else is encoded.
std::optional<std::string> filledUrl(const std::string& text, const Values& values, const std::string& grafana)
{
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto close = text[i] == '{' ? text.find('}', i) : std::string::npos;
        if (close == std::string::npos) {
            out += text[i++];
            continue;
        }
        const std::string key = text.substr(i + 1, close - i - 1);
        i = close + 1;
        if (key == "grafana") {
            if (grafana.empty())
                return std::nullopt;
            out += grafana;
            continue;
        }
        const auto value = values.find(key);
        if (value == values.end() || value->second.empty())
            return std::nullopt;
        out += percentEncoded(value->second);
    }
    return out;
}

Values valuesFor(const OperationView& view, trace::SpanRef span)
{
    const std::int64_t start = span.valid() ? view.traces().startNs(span) : view.startNs;
    const std::int64_t end = span.valid()        ? view.traces().endNs(span)
                             : view.isFinished() ? view.endNs
                                                 : std::max(view.endNs, view.request.asOfNs);
    const trace::SpanRef shown = span.valid() ? span : view.spans.front().ref;
    const std::int64_t from = trace::saturatedDifference(start, kMarginNs);
    const std::int64_t to = trace::saturatedSum(end, kMarginNs);
    return {{"from", std::to_string(from / kMillisecondNs)},
            {"to", std::to_string(to / kMillisecondNs)},
            {"id", view.idForCommands()},
            {"type", view.typeName},
            {"traceId", view.traces().traceIdText(shown)},
            {"service", std::string(view.traces().service(shown))},
            {"container", workerContainer(view)}};
}

} // namespace

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view("-._~").find(c) != std::string_view::npos;
        if (plain)
            out += c;
        else
            out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
    return out;
}

std::vector<Link> linksFor(const OperationView& view, trace::SpanRef span)
{
    std::vector<Link> links;
    if (view.request.companions == nullptr || !view.found())
        return links;
    const Values values = valuesFor(view, span);
    for (const LinkTemplate& pattern : view.profile().links) {
        Link link{pattern.kind, pattern.title, {}, {}};
        if (!pattern.url.empty())
            link.url = filledUrl(pattern.url, values, view.request.companions->grafana).value_or("");
        link.command = pattern.command;
        if (!link.command.empty() && !fillCommand(link.command, values))
            link.command.clear();
        if (!link.url.empty() || !link.command.empty())
            links.push_back(std::move(link));
    }
    return links;
}

std::vector<Link> linksFor(const OperationView& view)
{
    return linksFor(view, trace::kNoSpanRef);
}

} // namespace spanlight::diagnosis
