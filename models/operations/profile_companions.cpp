#include "models/operations/profile_companions.h"

#include <algorithm>
#include <array>

namespace spanlight::operations {

namespace {

constexpr std::size_t kMostQueries = 50; // each is a request of every diagnosis

std::string textOr(const JsonNode& node, const char* key)
{
    return node.has(key) ? node.at(key).text() : std::string();
}

MetricUse useOf(const JsonNode& node)
{
    constexpr std::array kUses{std::pair{"workers-registered", MetricUse::WorkersRegistered},
                               std::pair{"workers-available", MetricUse::WorkersAvailable},
                               std::pair{"up", MetricUse::Up}};
    const std::string word = node.text();
    for (const auto& [name, use] : kUses)
        if (word == name)
            return use;
    node.fail("\"" + word + "\" is no use of a metric; they are workers-registered, workers-available, up");
}

MetricQuery readMetric(const JsonNode& node)
{
    node.onlyMembers({"id", "title", "unit", "query", "use", "typeLabel"});
    MetricQuery query;
    query.id = node.at("id").text();
    query.title = node.has("title") ? node.at("title").text() : query.id;
    query.unit = textOr(node, "unit");
    query.promql = node.at("query").text();
    query.typeLabel = textOr(node, "typeLabel");
    if (node.has("use"))
        query.use = useOf(node.at("use"));
    return query;
}

// A template is filled and shown, never opened by itself; still nothing but web pages may come of it.
LinkTemplate readLink(const JsonNode& node)
{
    node.onlyMembers({"kind", "title", "url", "command"});
    LinkTemplate link;
    link.kind = node.at("kind").text();
    if (link.kind != "dashboard" && link.kind != "logs")
        node.at("kind").fail("must be \"dashboard\" or \"logs\"");
    link.title = node.at("title").text();
    link.url = textOr(node, "url");
    link.command = textOr(node, "command");
    if (link.url.empty() && link.command.empty())
        node.fail("needs \"url\" or \"command\"");
    const bool web = link.url.empty() || link.url.starts_with("{grafana}") || link.url.starts_with("http://") ||
                     link.url.starts_with("https://");
    if (!web)
        node.at("url").fail("must begin with {grafana}, http:// or https://");
    return link;
}

} // namespace

void readMetrics(const JsonNode& list, Profile& profile)
{
    list.each([&](const JsonNode& node) {
        MetricQuery query = readMetric(node);
        const bool known = std::any_of(profile.metrics.begin(), profile.metrics.end(),
                                       [&](const MetricQuery& other) { return other.id == query.id; });
        if (known)
            node.at("id").fail("there are two metrics \"" + query.id + "\"");
        profile.metrics.push_back(std::move(query));
    });
    if (profile.metrics.size() > kMostQueries)
        list.fail("holds more than " + std::to_string(kMostQueries) + " queries");
}

void readLinks(const JsonNode& list, Profile& profile)
{
    list.each([&](const JsonNode& node) { profile.links.push_back(readLink(node)); });
}

} // namespace spanlight::operations
