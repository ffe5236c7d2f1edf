#pragma once

#include "ui/theme/theme.h"

#include <QColor>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanlight::ui {

/// A colour per service. A name always prefers the same colour, in every window and session; where two services of
/// one picture want the same one, the later name (in alphabetical order) moves on. Unknown services are grey.
class ServiceColours
{
public:
    ServiceColours() = default;
    ServiceColours(std::vector<std::string> services, const Theme& theme);

    [[nodiscard]] QColor colour(std::string_view service) const;
    /// Number of colours that differ clearly.
    [[nodiscard]] static std::size_t paletteSize();

private:
    std::unordered_map<std::string, QColor> m_colours;
    QColor m_unknown = QColor(0x7d8796);
};

} // namespace spanlight::ui
