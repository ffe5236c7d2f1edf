#pragma once

#include "models/formats/writer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace spanlight::formats {

/// Losses by what they are, in the order in which they were first met.
class LossCount
{
public:
    void add(std::string_view what, std::uint64_t count = 1)
    {
        if (count == 0)
            return;
        const auto known =
            std::find_if(m_losses.begin(), m_losses.end(), [&](const WriteLoss& l) { return l.what == what; });
        if (known == m_losses.end())
            m_losses.push_back({std::string(what), count});
        else
            known->count += count;
    }
    [[nodiscard]] std::vector<WriteLoss> take() { return std::move(m_losses); }

private:
    std::vector<WriteLoss> m_losses;
};

/// Collects text and hands it on in pieces.
class PieceWriter
{
public:
    explicit PieceWriter(const WriteSink& sink) : m_sink(sink) {}

    [[nodiscard]] std::string& text() { return m_text; }
    /// After a whole record: hands on what has come together. False: stop.
    [[nodiscard]] bool mayGoOn() { return m_text.size() < kPiece || flush(); }
    bool flush()
    {
        m_good = m_good && m_sink(m_text);
        m_text.clear();
        return m_good;
    }

private:
    static constexpr std::size_t kPiece = std::size_t{256} << 10;

    const WriteSink& m_sink;
    std::string m_text;
    bool m_good = true;
};

/// Spans that share resource and scope, a bounded number of them.
struct SpanGroup
{
    trace::ResourceRow resource{};
    std::vector<std::pair<trace::ScopeRow, std::vector<trace::SpanRow>>> scopes;
};
/// Calls `take` for group after group until it returns false; every span is in one of them.
void forEachGroup(const trace::TraceStore& store, const std::function<bool(const SpanGroup&)>& take);

/// Attribute service.name is not among the resource's attributes, although it has a service.
[[nodiscard]] bool lacksServiceName(const trace::ResourceView& resource);

} // namespace spanlight::formats
