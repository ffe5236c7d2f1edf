#include "models/report/companion_parts.h"

#include "models/report/html_parts.h"
#include "models/report/safe_text.h"
#include "models/report/text_table.h"
#include "models/trace/time_text.h"

#include <algorithm>

namespace spanlight::report {

using diagnosis::CompanionWord;
using diagnosis::Diagnosis;
using diagnosis::Link;

namespace {

std::string moment(const CompanionWord& word)
{
    return trace::toRfc3339(word.timeNs);
}

} // namespace

bool isPlainWebAddress(const std::string& url)
{
    const bool web = url.starts_with("http://") || url.starts_with("https://");
    return web && std::all_of(url.begin(), url.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      std::string_view("-._~:/?#[]@!$&*+,;=%").find(c) != std::string_view::npos;
           });
}

std::string spanless(const diagnosis::Evidence& evidence)
{
    return evidence.reported ? "reported" : "absent";
}

std::string companionsText(const Diagnosis& document, std::size_t columns)
{
    std::string out;
    for (const CompanionWord& word : document.companions)
        out += wrappedText(word.companion + (word.failed ? " (failed)" : "") + ": " + oneLine(word.text) + " [" +
                               oneLine(word.url) + ", " + moment(word) + "]",
                           columns, "  ");
    if (!out.empty())
        out = "Companions\n" + out + "\n";
    if (document.links.empty())
        return out;
    out += "Links\n";
    for (const Link& link : document.links) // on one line, whatever its length: they are to be copied
        out += "  " + oneLine(link.title) + (link.url.empty() ? "" : "  " + oneLine(link.url)) +
               (link.command.empty() ? "" : "  $ " + oneLine(link.command)) + "\n";
    return out + "\n";
}

std::string companionsMarkdown(const Diagnosis& document)
{
    std::string out;
    if (!document.companions.empty())
        out += "### Companions\n\n";
    for (const CompanionWord& word : document.companions)
        out += "- " + markdownCode(word.companion) + (word.failed ? " **failed**" : "") + ": " +
               markdownText(word.text) + " (" + markdownCode(word.url) + ", " + moment(word) + ")\n";
    if (!document.companions.empty())
        out += "\n";
    if (document.links.empty())
        return out;
    out += "### Links\n\n";
    for (const Link& link : document.links) {
        if (isPlainWebAddress(link.url))
            out += "- [" + markdownText(link.title) + "](" + link.url + ")";
        else
            out += "- " + markdownText(link.title) + (link.url.empty() ? "" : " " + markdownCode(link.url));
        out += (link.command.empty() ? "" : ": " + markdownCode(link.command)) + "\n";
    }
    return out + "\n";
}

std::string companionsHtml(const Diagnosis& document)
{
    std::string out;
    if (!document.companions.empty())
        out += "<h2>Companions</h2>\n<ul>\n";
    for (const CompanionWord& word : document.companions)
        out += "<li>" + htmlCode(word.companion) + (word.failed ? " <strong>failed</strong>" : "") + ": " +
               xmlText(word.text) + " (" + htmlCode(word.url) + ", " + moment(word) + ")</li>\n";
    if (!document.companions.empty())
        out += "</ul>\n";
    if (document.links.empty())
        return out;
    out += "<h2>Links</h2>\n<ul>\n";
    for (const Link& link : document.links)
        out += "<li>" +
               (isPlainWebAddress(link.url) ? "<a href=\"" + xmlText(link.url) + "\" rel=\"noreferrer noopener\">" +
                                                  xmlText(link.title) + "</a>"
                                            : xmlText(link.title)) +
               (link.command.empty() ? "" : htmlCommand(link.command)) + "</li>\n";
    return out + "</ul>\n";
}

} // namespace spanlight::report
