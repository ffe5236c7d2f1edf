#pragma once

#include <algorithm>
#include <array>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace spanlight::diagnosis {

/// Every check `doctor` can make. Documents have the ids, the window has a title for each.
inline constexpr std::array<std::string_view, 29> kCheckIds{
    "answers",    "attribute-sizes",   "client-roots", "clock",         "clock-skew",  "content",
    "entry",      "expected-services", "export-delay", "integrity",     "keeping",     "listening",
    "losses",     "metrics",           "newest-data",  "orphans",       "propagation", "quality",
    "reachable",  "requests",          "retention",    "service-names", "services",    "span-kinds",
    "span-names", "targets",           "unseen",       "worker-spans",  "workers"};

/// The id of a check. One that is not in kCheckIds does not compile.
class CheckId
{
public:
    // NOLINTNEXTLINE(google-explicit-constructor): written as the literal it is
    consteval CheckId(const char* id) : m_text(id)
    {
        if (std::find(kCheckIds.begin(), kCheckIds.end(), m_text) == kCheckIds.end())
            throw std::logic_error("a check has to be in kCheckIds");
    }

    [[nodiscard]] constexpr std::string_view text() const { return m_text; }

    friend constexpr bool operator==(CheckId id, std::string_view text) { return id.m_text == text; }
    friend std::ostream& operator<<(std::ostream& out, CheckId id) { return out << id.m_text; }

private:
    std::string_view m_text;
};

} // namespace spanlight::diagnosis
