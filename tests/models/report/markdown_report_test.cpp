#include "models/report/markdown_report.h"

#include "tests/models/report/report_case.h"

#include <gtest/gtest.h>

#include <sstream>

namespace spanlight::report {
namespace {

// Lines that a Markdown reader takes as headings: outside of fences, beginning with #.
std::vector<std::string> headings(const std::string& markdown)
{
    std::vector<std::string> found;
    std::istringstream lines(markdown);
    std::string fence;
    for (std::string line; std::getline(lines, line);) {
        const std::string bare = line.substr(std::min(line.find_first_not_of(' '), line.size()));
        const std::size_t ticks = std::min(bare.find_first_not_of('`'), bare.size());
        if (ticks >= 3 && fence.empty())
            fence = std::string(ticks, '`');
        else if (!fence.empty() && bare == fence)
            fence.clear();
        else if (fence.empty() && bare.starts_with('#'))
            found.push_back(bare);
    }
    return found;
}

// What remains for a reader of Markdown to interpret: without fenced blocks and code spans.
std::string withoutCode(const std::string& markdown)
{
    std::string rest;
    for (std::size_t at = 0; at < markdown.size();) {
        if (markdown[at] == '\\' && at + 1 < markdown.size()) { // an escaped character stands for itself
            at += 2;
            continue;
        }
        if (markdown[at] != '`') {
            rest += markdown[at++];
            continue;
        }
        const std::size_t ticks = markdown.find_first_not_of('`', at) - at;
        std::size_t close = at + ticks;
        while (close < markdown.size()) {
            close = std::min(markdown.find('`', close), markdown.size());
            const std::size_t end = std::min(markdown.find_first_not_of('`', close), markdown.size());
            if (end - close == ticks)
                break;
            close = end;
        }
        at = std::min(close + ticks, markdown.size());
    }
    return rest;
}

TEST(MarkdownReport, HasTheHeadingsOfTheContractInTheirOrder)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    EXPECT_EQ(headings(markdownReport(one.analysis)),
              (std::vector<std::string>{"# Operation Diagnosis: op_training_1", "## Trace Summary", "## Execution Flow",
                                        "## Diagnosis", "## Root Cause", "## Solution", "## Evidence", "## Ruled Out",
                                        "## Not Checked", "## Timeline"}));
}

TEST(MarkdownReport, SummarisesTheTrace)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const std::string text = markdownReport(one.analysis);
    for (const char* label :
         {"**Trace ID**", "**Operation ID**", "**Duration**", "**Services**", "**Status**: stuck", "**As of**"})
        EXPECT_NE(text.find(label), std::string::npos) << label;
    EXPECT_NE(text.find("1. `operation.register` · ktrdr-api · 2 ms"), std::string::npos) << text;
}

TEST(MarkdownReport, LetsNoAttributeForgeAHeading)
{
    trace::TraceBuilder builder;
    builder.beginInput("hostile");
    const std::string evil = "```\n# Forged\n<script>alert(1)</script> [a](http://evil.example) "
                             "![i](http://evil.example/i.png)\n- item | cell";
    const auto text = [&](const char* key, const std::string& value) {
        return builder.pool().intern(builder.intern(key), builder.pool().string(value));
    };
    const std::array attributes = {text("operation.id", "op_training_1"), text("operation.type", "training"),
                                   text("operation.status", "FAILED"),    text("operation.error", evil),
                                   text("exception.message", evil),       text("exception.type", evil)};
    trace::SpanRecord span;
    span.traceId = {0, 1};
    span.spanId = trace::SpanId{1};
    span.name = builder.intern(evil);
    span.status = trace::StatusCode::Error;
    span.statusMessage = builder.intern(evil);
    span.startNs = 1'700'000'000'000'000'000;
    span.durationNs = 1'000'000;
    span.attributes = attributes;
    span.resource = builder.resource(builder.intern(evil), {});
    builder.addSpan(span);
    const test::ReportCase one(builder.freeze(), "op_training_1");
    const std::string markdown = markdownReport(one.analysis);
    for (const std::string& heading : headings(markdown))
        EXPECT_EQ(heading.find("Forged"), std::string::npos) << heading;
    EXPECT_EQ(markdown.find("\n# Forged"), markdown.find("\n# Forged", markdown.find("## Timeline")));
    const std::string rest = withoutCode(markdown);
    EXPECT_EQ(rest.find("](http"), std::string::npos) << "a link or picture";
    EXPECT_EQ(rest.find("<script"), std::string::npos);
    EXPECT_EQ(rest.find("http://"), std::string::npos) << "a link that viewers make by themselves";
}

TEST(MarkdownReport, SaysWhatIsMissing)
{
    test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    one.analysis.diagnosis.completeness = {false, {"worker.json: ends in the middle"}};
    EXPECT_NE(markdownReport(one.analysis).find("worker.json: ends in the middle"), std::string::npos);
}

TEST(MarkdownReport, RedactsWhenAskedTo)
{
    const test::ReportCase one(test::storeFromText("operation.register @0+2 ktrdr-api operation.id=op_training_1 "
                                                   "operation.type=training operation.status=FAILED "
                                                   "operation.error=cannot_read_/home/alice/x\n"),
                               "op_training_1");
    ReportOptions options;
    EXPECT_NE(markdownReport(one.analysis, options).find("/home/alice"), std::string::npos);
    options.redact = true;
    EXPECT_EQ(markdownReport(one.analysis, options).find("alice"), std::string::npos);
}

TEST(MarkdownReport, PutsOneEmptyLineBetweenItsPartsAndTellsFindingsOfOneRuleApart)
{
    test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    diagnosis::Finding finding;
    finding.rule = "request-timeout";
    finding.severity = diagnosis::Severity::Error;
    finding.fixes = {{"Look", "docker logs w"}, {"Wait", ""}, {"Look again", "docker logs w"}};
    one.analysis.diagnosis.findings.clear();
    for (const char* target : {"a:1", "b:2"}) {
        finding.title = std::string("Timed out: ") + target;
        one.analysis.diagnosis.findings.push_back(finding);
    }
    const std::string text = markdownReport(one.analysis);
    EXPECT_EQ(text.find("\n\n\n"), std::string::npos) << text;
    EXPECT_NE(text.find("   ```\n\nFor `request-timeout` (Timed out: b:2):\n\n1. Look"), std::string::npos) << text;
    one.analysis.diagnosis.findings.pop_back();
    EXPECT_NE(markdownReport(one.analysis).find("For `request-timeout`:\n"), std::string::npos);
}

} // namespace
} // namespace spanlight::report
