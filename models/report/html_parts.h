#pragma once

#include "models/report/safe_text.h"

#include <string>

namespace spanlight::report {

// Every text goes through here: nothing of a trace reaches a page unescaped.
inline std::string htmlElement(const char* tag, const std::string& text, const char* cssClass = nullptr)
{
    return std::string("<") + tag + (cssClass != nullptr ? std::string(" class=\"") + cssClass + "\"" : "") + ">" +
           xmlText(text) + "</" + tag + ">";
}

inline std::string htmlCode(const std::string& text)
{
    return htmlElement("code", text);
}

inline std::string htmlCommand(const std::string& command)
{
    return command.empty() ? std::string() : "<pre>" + htmlElement("code", command) + "</pre>";
}

} // namespace spanlight::report
