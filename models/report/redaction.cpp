#include "models/report/redaction.h"

#include <algorithm>
#include <array>
#include <set>
#include <type_traits>
#include <vector>

namespace spanlight::report {

namespace {

constexpr std::array kSensitiveWords = {
    std::string_view("password"),      std::string_view("passwd"),     std::string_view("pwd"),
    std::string_view("secret"),        std::string_view("token"),      std::string_view("apikey"),
    std::string_view("accesskey"),     std::string_view("privatekey"), std::string_view("authorization"),
    std::string_view("cookie"),        std::string_view("credential"), std::string_view("sessionid"),
    std::string_view("email"),         std::string_view("username"),   std::string_view("userid"),
    std::string_view("fullname"),      std::string_view("phone"),      std::string_view("enduserid"),
    std::string_view("ssn"),           std::string_view("iban"),       std::string_view("creditcard"),
    std::string_view("clientaddress"), std::string_view("accountid"),  std::string_view("accountnumber"),
};

bool isWord(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "db.API-Key" → "dbapikey"
std::string lettersOf(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (isWord(c))
            out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return out;
}

bool startsWithNoCase(std::string_view text, std::string_view lowerPrefix)
{
    return text.size() >= lowerPrefix.size() &&
           std::equal(lowerPrefix.begin(), lowerPrefix.end(), text.begin(),
                      [](char p, char c) { return p == (c >= 'A' && c <= 'Z' ? c + 32 : c); });
}

std::size_t endOfValue(std::string_view text, std::size_t from)
{
    return std::min(text.find_first_of(" \t\r\n,;&\"'<>)}]", from), text.size());
}

// One pass; every step either copies a byte or replaces a stretch.
class TextRedactor
{
public:
    explicit TextRedactor(std::string_view text) : m_text(text) { m_out.reserve(text.size()); }

    std::string run()
    {
        while (m_at < m_text.size()) {
            if (replaceUserInfo() || replaceHome() || replaceBearer() || replaceToken() || replacePair() ||
                replaceMail())
                continue;
            m_out += m_text[m_at++];
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] std::string_view rest() const { return m_text.substr(m_at); }
    [[nodiscard]] bool atWordStart() const { return m_at == 0 || !isWord(m_text[m_at - 1]); }

    void replaceUpTo(std::size_t end)
    {
        m_out += kRedacted;
        m_at = end;
    }

    bool replaceUserInfo() // scheme://user:secret@host
    {
        if (!rest().starts_with("://"))
            return false;
        const std::size_t begin = m_at + 3;
        const std::size_t end = std::min(m_text.find_first_of("/ \"'?#", begin), m_text.size());
        const std::size_t at = m_text.substr(begin, end - begin).rfind('@');
        m_out += "://";
        m_at = begin;
        if (at != std::string_view::npos) {
            m_out += kRedacted;
            m_at = begin + at;
            m_out += m_text[m_at++];
        }
        return true;
    }

    bool replaceHome() // the name in /home/name, /Users/name, C:\Users\name
    {
        for (const std::string_view folder : {"/home/", "/Users/", "\\Users\\", "\\\\Users\\\\"}) {
            if (!rest().starts_with(folder))
                continue;
            m_out += folder;
            m_at += folder.size();
            const std::size_t end = std::min(m_text.find_first_of("/\\ \t\r\n\"':,;)", m_at), m_text.size());
            if (end > m_at)
                replaceUpTo(end);
            return true;
        }
        return false;
    }

    bool replaceBearer()
    {
        for (const std::string_view scheme : {"bearer ", "basic "}) {
            if (!atWordStart() || !startsWithNoCase(rest(), scheme))
                continue;
            const std::size_t end = endOfValue(m_text, m_at + scheme.size());
            if (end - m_at - scheme.size() < 8)
                return false;
            m_out += m_text.substr(m_at, scheme.size());
            replaceUpTo(end);
            return true;
        }
        return false;
    }

    bool replaceToken() // JSON web tokens and well-known key prefixes
    {
        if (!atWordStart())
            return false;
        for (const std::string_view prefix :
             {"eyJ", "ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "sk-"}) {
            if (!rest().starts_with(prefix))
                continue;
            std::size_t end = m_at;
            while (end < m_text.size() &&
                   (isWord(m_text[end]) || std::string_view("-_.=+/").find(m_text[end]) != std::string_view::npos))
                ++end;
            if (end - m_at < 16)
                return false;
            replaceUpTo(end);
            return true;
        }
        return false;
    }

    bool replacePair() // password=…, "api_key": "…", Authorization: …
    {
        if (!atWordStart() || !isWord(m_text[m_at]))
            return false;
        std::size_t end = m_at;
        while (end < m_text.size() &&
               (isWord(m_text[end]) || std::string_view("_-.").find(m_text[end]) != std::string_view::npos))
            ++end;
        std::size_t value = end;
        while (value < m_text.size() && std::string_view("\"' ").find(m_text[value]) != std::string_view::npos)
            ++value;
        if (value >= m_text.size() || (m_text[value] != '=' && m_text[value] != ':') ||
            !isSensitiveKey(m_text.substr(m_at, end - m_at)))
            return false;
        ++value;
        while (value < m_text.size() && std::string_view("\"' ").find(m_text[value]) != std::string_view::npos)
            ++value;
        for (const std::string_view scheme : {"bearer ", "basic "})
            if (startsWithNoCase(m_text.substr(value), scheme))
                value += scheme.size();
        const std::size_t stop = endOfValue(m_text, value);
        if (stop == value)
            return false;
        m_out += m_text.substr(m_at, value - m_at);
        replaceUpTo(stop);
        return true;
    }

    bool replaceMail() // name@host.domain
    {
        if (!atWordStart() || !isWord(m_text[m_at]))
            return false;
        const auto isLocal = [](char c) {
            return isWord(c) || std::string_view("._%+-").find(c) != std::string_view::npos;
        };
        std::size_t at = m_at;
        while (at < m_text.size() && isLocal(m_text[at]))
            ++at;
        if (at >= m_text.size() || m_text[at] != '@')
            return false;
        std::size_t end = at + 1;
        while (end < m_text.size() && (isWord(m_text[end]) || m_text[end] == '.' || m_text[end] == '-'))
            ++end;
        if (m_text.substr(at, end - at).find('.') == std::string_view::npos)
            return false;
        replaceUpTo(end);
        return true;
    }

    std::string_view m_text;
    std::string m_out;
    std::size_t m_at = 0;
};

class DocumentRedactor
{
public:
    void collect(const diagnosis::Diagnosis& document)
    {
        for (const auto& finding : document.findings)
            for (const auto& evidence : finding.evidence)
                if (isSensitiveKey(evidence.attribute) && evidence.value.size() >= 4)
                    m_values.insert(evidence.value);
    }

    void apply(std::string& text) const
    {
        for (const std::string& value : m_values)
            for (std::size_t at = text.find(value); at != std::string::npos;
                 at = text.find(value, at + kRedacted.size()))
                text.replace(at, value.size(), kRedacted);
        text = redactedText(text);
    }

    void apply(diagnosis::FactValue& value) const
    {
        std::visit(
            [this](auto& v) {
                using T = std::decay_t<decltype(v)>;
                if constexpr (std::is_same_v<T, std::string>) {
                    apply(v);
                } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
                    for (std::string& s : v)
                        apply(s);
                } else if constexpr (std::is_same_v<T, std::map<std::string, std::vector<std::string>>>) {
                    for (auto& [key, list] : v)
                        for (std::string& s : list)
                            apply(s);
                }
            },
            value);
    }

    void apply(diagnosis::Finding& finding) const
    {
        apply(finding.title);
        apply(finding.explanation);
        apply(finding.rootCause);
        if (finding.prevention)
            apply(*finding.prevention);
        for (auto& [key, value] : finding.facts)
            apply(value);
        for (auto& evidence : finding.evidence) {
            if (isSensitiveKey(evidence.attribute))
                evidence.value = kRedacted;
            else
                apply(evidence.value);
            apply(evidence.name);
            apply(evidence.note);
        }
        for (auto& fix : finding.fixes) {
            apply(fix.text);
            apply(fix.command);
        }
    }

private:
    std::set<std::string> m_values;
};

} // namespace

bool isSensitiveKey(std::string_view key)
{
    const std::string letters = lettersOf(key);
    if (letters.ends_with("tokens") || letters.ends_with("tokencount")) // counts of language models, no secrets
        return false;
    return std::any_of(kSensitiveWords.begin(), kSensitiveWords.end(),
                       [&](std::string_view word) { return letters.find(word) != std::string::npos; });
}

std::string redactedText(std::string_view text)
{
    return TextRedactor(text).run();
}

diagnosis::Diagnosis redacted(const diagnosis::Diagnosis& document)
{
    DocumentRedactor redactor;
    redactor.collect(document);
    diagnosis::Diagnosis result = document;
    redactor.apply(result.verdict.headline);
    for (auto& finding : result.findings)
        redactor.apply(finding);
    for (auto& step : result.flow)
        redactor.apply(step.name);
    for (auto& note : result.ruledOut)
        redactor.apply(note.because);
    for (auto& note : result.notChecked)
        redactor.apply(note.because);
    for (std::string& loss : result.completeness.losses)
        redactor.apply(loss);
    for (auto& word : result.companions) {
        redactor.apply(word.url);
        redactor.apply(word.text);
    }
    for (auto& link : result.links) {
        redactor.apply(link.url);
        redactor.apply(link.command);
    }
    return result;
}

} // namespace spanlight::report
