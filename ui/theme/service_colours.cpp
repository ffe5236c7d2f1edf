#include "ui/theme/service_colours.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace spanlight::ui {

namespace {

// Mid tones: visible on white and on dark grey, with white text on top. No red: that means an error.
constexpr std::array<QRgb, 14> kColours = {0xff2f80c8, 0xff229a6b, 0xff7866c9, 0xffc97a1e, 0xff1795a5,
                                           0xffb8518d, 0xff7f8a22, 0xff4a67d6, 0xff9b6a3f, 0xff5a8f35,
                                           0xff9a4fb3, 0xff5c7690, 0xffb08a12, 0xff2aa0d4};

// FNV-1a: the same on every machine, unlike std::hash.
std::uint32_t hashOf(std::string_view text)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash ^ (hash >> 15);
}

} // namespace

ServiceColours::ServiceColours(std::vector<std::string> services, const Theme& theme)
{
    std::sort(services.begin(), services.end());
    services.erase(std::unique(services.begin(), services.end()), services.end());
    m_unknown = mixed(theme.window, theme.muted, 0.75);
    std::array<bool, kColours.size()> taken{};
    std::size_t free = kColours.size();
    for (const std::string& service : services) {
        if (service.empty())
            continue;
        std::size_t place = hashOf(service) % kColours.size();
        for (; free > 0 && taken[place];)
            place = (place + 5) % kColours.size(); // 5 and 14 share no factor: every colour is tried
        if (free > 0)
            --free;
        taken[place] = true;
        m_colours.emplace(service, QColor::fromRgb(kColours[place]));
    }
}

QColor ServiceColours::colour(std::string_view service) const
{
    const auto found = m_colours.find(std::string(service));
    return found == m_colours.end() ? m_unknown : found->second;
}

std::size_t ServiceColours::paletteSize()
{
    return kColours.size();
}

} // namespace spanlight::ui
