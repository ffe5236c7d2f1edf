#include "models/report/companion_parts.h"
#include "models/report/doctor_report.h"
#include "models/report/html_report.h"
#include "models/report/json_report.h"
#include "models/report/markdown_report.h"
#include "models/report/text_report.h"
#include "tests/models/report/report_case.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace spanlight::report {
namespace {

using nlohmann::json;

constexpr std::int64_t kNs = 1'700'000'000'000'000'000;

class CompanionReport : public testing::Test
{
protected:
    CompanionReport()
    {
        auto& document = m_case.analysis.diagnosis;
        document.companions = {{"operations-api", "http://127.0.0.1:8000/api/v1/operations/op", kNs,
                                "operation: running](x) <b>45 %</b>\n# Root Cause", false},
                               {"prometheus", "http://127.0.0.1:9090", kNs, "refused the connection", true}};
        document.links = {{"dashboard", "Workers", "http://127.0.0.1:3000/d/w?from=1&to=2", ""},
                          {"logs", "Log", "", "docker logs w"},
                          {"dashboard", "Odd", "http://h/a) <script>", ""}};
        document.findings.front().evidence.push_back({});
        document.findings.front().evidence.back().name = "worker w1";
        document.findings.front().evidence.back().value = "available";
        document.findings.front().evidence.back().reported = true;
    }

    test::ReportCase m_case{test::storeFromText(test::kStuckTraining, kNs), "op_training_1"};
};

TEST_F(CompanionReport, IsInTheJsonOnlyWhereCompanionsWereAsked)
{
    const json document = json::parse(jsonReport(m_case.analysis.diagnosis, 2));
    ASSERT_EQ(document["companions"].size(), 2U);
    EXPECT_EQ(document["companions"][1]["failed"], true);
    EXPECT_EQ(document["companions"][0]["time"], "2023-11-14T22:13:20.000000000Z");
    EXPECT_EQ(document["links"][0]["url"], "http://127.0.0.1:3000/d/w?from=1&to=2");
    EXPECT_TRUE(document["links"][1]["url"].is_null());
    m_case.analysis.diagnosis.companions.clear();
    m_case.analysis.diagnosis.links.clear();
    const json without = json::parse(jsonReport(m_case.analysis.diagnosis, 2));
    EXPECT_FALSE(without.contains("companions"));
    EXPECT_FALSE(without.contains("links"));
}

TEST_F(CompanionReport, CannotForgeHeadingsOrLinksInMarkdown)
{
    const std::string text = markdownReport(m_case.analysis, {}, {});
    EXPECT_NE(text.find("### Companions"), std::string::npos);
    EXPECT_NE(text.find("- [Workers](http://127.0.0.1:3000/d/w?from=1&to=2)"), std::string::npos);
    EXPECT_NE(text.find("reported: `worker w1`"), std::string::npos);
    EXPECT_EQ(text.find("\n# Root"), std::string::npos);
    EXPECT_EQ(text.find("running](x)"), std::string::npos);
    EXPECT_EQ(text.find("<b>"), std::string::npos);
    EXPECT_EQ(text.find("[Odd]("), std::string::npos);
}

TEST_F(CompanionReport, CannotForgeElementsInHtml)
{
    const std::string page = htmlReport(m_case.analysis, {}, {});
    EXPECT_NE(page.find("<a href=\"http://127.0.0.1:3000/d/w?from=1&amp;to=2\""), std::string::npos);
    EXPECT_EQ(page.find("<b>45"), std::string::npos);
    EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST_F(CompanionReport, IsReadableInATerminal)
{
    const std::string text = textReport(m_case.analysis, {});
    EXPECT_NE(text.find("prometheus (failed): refused the connection"), std::string::npos);
    EXPECT_NE(text.find("reported worker w1 = available"), std::string::npos);
    EXPECT_NE(text.find("Log  $ docker logs w"), std::string::npos);
}

TEST(WebAddress, IsPlainOrNoLink)
{
    EXPECT_TRUE(isPlainWebAddress("https://h:1/a?b=%20c&d"));
    for (const char* odd : {"javascript:alert(1)", "http://h/(x)", "http://h/\"x", "http://h/ x", "ftp://h", ""})
        EXPECT_FALSE(isPlainWebAddress(odd)) << odd;
}

TEST(DoctorReport, HasEveryPartWithItsChecks)
{
    diagnosis::PipelineReport report{"ktrdr", kNs, {}};
    report.parts.push_back({"source", "jaeger+http://127.0.0.1:16686", "Jaeger", "", true, {}});
    report.parts[0].checks = {{"reachable", diagnosis::PartStatus::Ok, "Jaeger answers", {}, {}},
                              {"clock",
                               diagnosis::PartStatus::Warning,
                               "its clock is 95 s behind",
                               {"Date header"},
                               {{"Synchronise", "timedatectl status"}}}};
    const json document = json::parse(doctorJson(report));
    EXPECT_EQ(document["schema"], "spanlight.doctor/1");
    EXPECT_EQ(document["worst"], "warning");
    EXPECT_EQ(document["parts"][0]["checks"][1]["fixes"][0]["command"], "timedatectl status");
    EXPECT_TRUE(document["parts"][0]["version"].is_null());
    const std::string text = doctorText(report, 100);
    EXPECT_TRUE(text.starts_with("0 errors, 1 warning in 1 part. Profile ktrdr")) << text;
    EXPECT_NE(text.find("  warning      clock              its clock is 95 s behind"), std::string::npos) << text;
    EXPECT_NE(text.find("$ timedatectl status"), std::string::npos);
}

} // namespace
} // namespace spanlight::report
