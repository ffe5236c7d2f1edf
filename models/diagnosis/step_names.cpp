#include "models/diagnosis/step_names.h"

#include "models/operations/glob.h"

#include <algorithm>

namespace spanlight::diagnosis {

namespace {

constexpr std::size_t kShortestId = 8;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isIdPart(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
}

bool isWordPart(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

// A word of hexadecimal digits that is long enough and has digits in it: no English word looks like that.
bool isId(std::string_view word)
{
    return word.size() >= kShortestId && std::all_of(word.begin(), word.end(), isIdPart) &&
           std::any_of(word.begin(), word.end(), isDigit);
}

std::string commonService(const operations::Profile& profile, std::string_view service)
{
    for (const operations::ServiceRule& rule : profile.services)
        if (operations::globMatch(rule.pattern, service))
            return rule.pattern;
    return std::string(service);
}

} // namespace

std::string commonName(std::string_view name, std::string_view ownId)
{
    std::string out;
    while (!name.empty()) {
        if (!ownId.empty() && name.starts_with(ownId)) {
            out += "{id}";
            name.remove_prefix(ownId.size());
            continue;
        }
        std::size_t end = 0;
        while (end < name.size() && isWordPart(name[end]))
            ++end;
        const std::string_view word = name.substr(0, std::max<std::size_t>(end, 1));
        out += isId(word) ? std::string_view("{id}") : word;
        name.remove_prefix(word.size());
    }
    return out;
}

std::uint32_t StepNames::stepOf(const operations::OperationView& view, trace::SpanRef span)
{
    const trace::TraceStore& store = view.traces().store(span);
    const std::uint64_t key =
        std::uint64_t{index(store.nameId(span.row))} << 32 | std::uint64_t{index(store.serviceId(span.row))};
    const auto [seen, isNew] = m_seen[&store].try_emplace(key, 0);
    if (!isNew)
        return seen->second;
    std::string service = commonService(view.profile(), view.traces().service(span));
    std::string name = commonName(view.traces().name(span), view.operationId);
    const auto next = static_cast<std::uint32_t>(m_steps.size());
    const auto [id, isNewStep] = m_ids.try_emplace({service, name}, next);
    if (isNewStep)
        m_steps.push_back({std::move(service), std::move(name)});
    seen->second = id->second;
    return seen->second;
}

} // namespace spanlight::diagnosis
