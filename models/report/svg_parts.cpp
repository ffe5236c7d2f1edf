#include "models/report/svg_parts.h"

#include "models/report/safe_text.h"

#include <cstdio>

namespace spanlight::report {

namespace {

constexpr SvgPalette kLight = {
    "#ffffff", "#1a202c", "#64748b",
    "#e2e8f0", "#c02626", {"#3182ce", "#2a9d6f", "#7868c8", "#c77d12", "#0e9aa7", "#b5547a", "#6b7f2a", "#8a6d5a"}};
constexpr SvgPalette kDark = {
    "#14181f", "#e5e9f0", "#93a0b4",
    "#2c3442", "#f26d6d", {"#5aa5e8", "#4cc391", "#a396ee", "#e2a544", "#3fc3cf", "#dd83a7", "#a3ba55", "#bf9f8a"}};

constexpr SvgPalette kPage = {
    "none",
    "var(--text)",
    "var(--faint)",
    "var(--line)",
    "var(--error)",
    {"var(--s0)", "var(--s1)", "var(--s2)", "var(--s3)", "var(--s4)", "var(--s5)", "var(--s6)", "var(--s7)"}};

} // namespace

const SvgPalette& svgPalette(SvgColours colours)
{
    switch (colours) {
    case SvgColours::Light:
        break;
    case SvgColours::Dark:
        return kDark;
    case SvgColours::Page:
        return kPage;
    }
    return kLight;
}

std::string svgNumber(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", value);
    return text.data();
}

std::string svgText(double x, double y, std::string_view value, const char* colour, const std::string& more)
{
    return "<text x=\"" + svgNumber(x) + "\" y=\"" + svgNumber(y) + "\" fill=\"" + colour + "\" " + more + ">" +
           xmlText(value) + "</text>\n";
}

std::string svgLine(double x1, double y1, double x2, double y2, const char* colour, const char* width)
{
    return "<line x1=\"" + svgNumber(x1) + "\" y1=\"" + svgNumber(y1) + "\" x2=\"" + svgNumber(x2) + "\" y2=\"" +
           svgNumber(y2) + "\" stroke=\"" + colour + "\" stroke-width=\"" + width + "\"/>\n";
}

} // namespace spanlight::report
