#include "tests/scenarios/expectation.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace spanlight::test {

using nlohmann::json;

namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string className(const std::string& qualified)
{
    return qualified.substr(qualified.rfind('.') + 1);
}

bool numbersAgree(const json& expected, const json& value)
{
    if (!value.is_number())
        return false;
    const double want = expected.get<double>();
    const bool exact = expected.is_number_integer() && std::abs(want) < 20;
    return std::abs(value.get<double>() - want) <= (exact ? 1e-9 : std::abs(want) * 0.02 + 1e-9);
}

bool hasEntries(const json& wanted, const json& value)
{
    if (!value.is_object())
        return false;
    for (const auto& [key, list] : wanted.items()) {
        if (!value.contains(key))
            return false;
        const auto texts = [](const json& items) {
            std::multiset<std::string> out;
            for (const json& item : items.is_array() ? items : json::array({items}))
                out.insert(item.dump());
            return out;
        };
        if (texts(list) != texts(value[key]))
            return false;
    }
    return true;
}

bool operatorHolds(const std::string& name, const json& operand, const json& value, double tolerance)
{
    if (name == "$anyOf")
        return std::any_of(operand.begin(), operand.end(), [&](const json& one) { return isAsExpected(one, value); });
    if (name == "$contains")
        return value.is_string() && lower(value).find(lower(operand)) != std::string::npos;
    if (name == "$type")
        return value.is_string() && className(value) == className(operand);
    if (name == "$min")
        return value.is_number() && value.get<double>() >= operand.get<double>();
    if (name == "$max")
        return value.is_number() && value.get<double>() <= operand.get<double>();
    if (name == "$countOf")
        return value == operand ||
               ((value.is_array() || value.is_object()) && value.size() == operand.get<std::size_t>());
    if (name == "$has")
        return hasEntries(operand, value);
    if (name == "$abs")
        return value.is_number() && std::abs(std::abs(value.get<double>()) - operand.get<double>()) <=
                                        operand.get<double>() * tolerance + 1e-9;
    return name == "$tolerance";
}

bool isSerious(const json& finding)
{
    return finding["severity"] != "info";
}

class Check
{
public:
    Check(const json& expected, const json& document, const std::set<std::string>& checked)
        : m_expected(expected), m_document(document), m_checked(checked)
    {
        for (const json& finding : document["findings"])
            m_byRule[finding["rule"]].push_back(finding);
    }

    std::vector<std::string> run()
    {
        silence();
        const auto& rules = m_expected["rules"];
        const bool known =
            std::all_of(rules.begin(), rules.end(), [&](const json& rule) { return m_checked.contains(rule); });
        if (known) {
            verdict();
            mustHave();
            facts();
            evidence();
        }
        return std::move(m_complaints);
    }

private:
    void complain(const std::string& text) { m_complaints.push_back(text); }

    void silence()
    {
        for (const auto& [rule, findings] : m_byRule) {
            if (std::none_of(findings.begin(), findings.end(), isSerious))
                continue;
            if (m_expected.value("healthy", false))
                complain("false alarm: " + rule);
            for (const json& unwanted : m_expected.value("mustNotHave", json::array()))
                if (unwanted == "*" || unwanted == rule)
                    complain("must not be reported: " + rule);
        }
    }

    void oneOf(const char* exact, const char* list, const json& value)
    {
        if (m_expected.contains(exact) && m_expected[exact] != value)
            complain(std::string(exact) + " is " + value.dump() + " instead of " + m_expected[exact].dump());
        if (m_expected.contains(list) &&
            std::find(m_expected[list].begin(), m_expected[list].end(), value) == m_expected[list].end())
            complain(std::string(exact) + " is " + value.dump() + ", not one of " + m_expected[list].dump());
    }

    void verdict()
    {
        oneOf("state", "stateAnyOf", m_document["verdict"]["state"]);
        oneOf("primary", "primaryAnyOf", m_document["verdict"]["primary"]);
    }

    void mustHave()
    {
        for (const json& wanted : m_expected.value("mustHave", json::array())) {
            const json list = wanted.is_array() ? wanted : json::array({wanted});
            if (std::none_of(list.begin(), list.end(), [&](const json& rule) { return m_byRule.contains(rule); }))
                complain("not reported: " + wanted.dump());
        }
    }

    void facts()
    {
        const json none = json::object();
        const json& all = m_expected.contains("facts") ? m_expected["facts"] : none;
        for (const auto& [rule, wanted] : all.items()) {
            const auto& findings = m_byRule[rule];
            const bool isPrimary = m_document["verdict"]["primary"] == rule;
            const std::size_t count = isPrimary ? std::min<std::size_t>(1, findings.size()) : findings.size();
            const auto agrees = [&wanted = wanted](const json& finding) {
                for (const auto& [key, value] : wanted.items())
                    if (!finding["facts"].contains(key) || !isAsExpected(value, finding["facts"][key]))
                        return false;
                return true;
            };
            if (std::none_of(findings.begin(), findings.begin() + static_cast<std::ptrdiff_t>(count), agrees))
                complain("facts of " + rule + " are not " + wanted.dump() + " but " +
                         (findings.empty() ? "absent" : findings.front()["facts"].dump()));
        }
    }

    void evidence()
    {
        const json none = json::object();
        const json& all = m_expected.contains("evidenceAnyOf") ? m_expected["evidenceAnyOf"] : none;
        for (const auto& [rule, spans] : all.items()) {
            bool cited = false;
            for (const json& finding : m_byRule[rule])
                for (const json& piece : finding["evidence"])
                    cited = cited || std::find(spans.begin(), spans.end(), piece["spanId"]) != spans.end();
            if (!cited)
                complain("evidence of " + rule + " names none of " + spans.dump());
        }
    }

    const json& m_expected;
    const json& m_document;
    const std::set<std::string>& m_checked;
    std::map<std::string, std::vector<json>> m_byRule;
    std::vector<std::string> m_complaints;
};

} // namespace

bool isAsExpected(const json& expected, const json& value)
{
    const bool isOperator = expected.is_object() && !expected.empty() && expected.begin().key().starts_with('$');
    if (isOperator) {
        const double tolerance = expected.value("$tolerance", 0.02);
        return std::all_of(expected.items().begin(), expected.items().end(),
                           [&](const auto& item) { return operatorHolds(item.key(), item.value(), value, tolerance); });
    }
    if (expected.is_object()) {
        if (!value.is_object() || value.size() != expected.size())
            return false;
        return std::all_of(expected.items().begin(), expected.items().end(), [&](const auto& item) {
            return value.contains(item.key()) && isAsExpected(item.value(), value[item.key()]);
        });
    }
    if (expected.is_array())
        return value.is_array() && value.size() == expected.size() &&
               std::all_of(expected.begin(), expected.end(), [&](const json& one) {
                   return std::any_of(value.begin(), value.end(),
                                      [&](const json& got) { return isAsExpected(one, got); });
               });
    return expected.is_number() ? numbersAgree(expected, value) : expected == value;
}

std::vector<std::string> complaints(const json& expected, const json& document, const std::set<std::string>& checked)
{
    return Check(expected, document, checked).run();
}

} // namespace spanlight::test
