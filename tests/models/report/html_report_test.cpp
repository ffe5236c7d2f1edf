#include "models/report/html_report.h"
#include "models/report/html_style.h"
#include "models/report/walk_report.h"
#include "tests/models/report/report_case.h"

#include <QString>
#include <QXmlStreamReader>

#include <gtest/gtest.h>

#include <array>
#include <set>

// The page as a parser sees it: which elements and attributes there are, whatever the traces say.

namespace spanlight::report {
namespace {

struct Page
{
    explicit Page(const std::string& html)
    {
        const auto begin = html.find("<html");
        QXmlStreamReader reader(QString::fromStdString(html.substr(begin)));
        while (!reader.atEnd()) {
            const auto token = reader.readNext();
            if (token == QXmlStreamReader::StartElement) {
                elements.insert(reader.name().toString().toStdString());
                for (const auto& attribute : reader.attributes()) {
                    attributes.insert(attribute.name().toString().toStdString());
                    values += attribute.value().toString().toStdString() + "\n";
                }
                if (reader.name() == QLatin1String("h2"))
                    headings += reader.readElementText().toStdString() + "\n";
            } else if (token == QXmlStreamReader::Characters) {
                text += reader.text().toString().toStdString();
            }
        }
        error = reader.hasError() ? reader.errorString().toStdString() : std::string();
    }

    std::set<std::string> elements;
    std::set<std::string> attributes;
    std::string headings;
    std::string values;
    std::string text;
    std::string error;
};

const std::set<std::string> kElements = {"html",   "head", "meta", "title",   "style", "body",  "main", "h1",   "h2",
                                         "h3",     "p",    "div",  "span",    "dl",    "dt",    "dd",   "ol",   "ul",
                                         "li",     "code", "pre",  "table",   "thead", "tbody", "tr",   "th",   "td",
                                         "footer", "svg",  "defs", "pattern", "path",  "rect",  "line", "text", "b"};

std::shared_ptr<const trace::TraceStore> hostileStore(const std::string& text, const std::string& service)
{
    trace::TraceBuilder builder;
    builder.beginInput("hostile");
    for (std::uint64_t i = 1; i <= 4; ++i) {
        const std::array attributes = {
            builder.pool().intern(builder.intern("operation.id"), builder.pool().string("op_training_1")),
            builder.pool().intern(builder.intern("operation.to_status"), builder.pool().string("FAILED")),
            builder.pool().intern(builder.intern("operation.error"), builder.pool().string(text)),
            builder.pool().intern(builder.intern("exception.message"), builder.pool().string(text))};
        trace::SpanRecord span;
        span.traceId = {0, 1};
        span.spanId = trace::SpanId{i};
        span.parentSpanId = trace::SpanId{i - 1};
        span.name = builder.intern(i == 2 ? "operation.state_transition" : text);
        span.statusMessage = builder.intern(text);
        span.status = trace::StatusCode::Error;
        span.startNs = 1'700'000'000'000'000'000;
        span.durationNs = 5'000'000;
        span.attributes = attributes;
        span.resource = builder.resource(builder.intern(service), {});
        builder.addSpan(span);
    }
    return builder.freeze();
}

class HostileHtml : public testing::TestWithParam<std::string>
{
};

TEST_P(HostileHtml, ForgesNothingOnThePage)
{
    const test::ReportCase one(hostileStore(GetParam(), GetParam()), "op_training_1");
    ReportOptions options;
    options.command = "spanlight-cli diagnose '" + GetParam() + "'";
    const std::string html = htmlReport(one.analysis, options);
    const Page page(html);
    EXPECT_EQ(page.error, "");
    for (const std::string& element : page.elements)
        EXPECT_TRUE(kElements.contains(element)) << element;
    for (const std::string& attribute : page.attributes) {
        EXPECT_FALSE(attribute.starts_with("on")) << attribute;
        EXPECT_NE(attribute, "href");
        EXPECT_NE(attribute, "src");
        EXPECT_NE(attribute, "style");
    }
    EXPECT_EQ(page.values.find("javascript"), std::string::npos);
    for (const char c : {'\x1b', '\0', '\x01'})
        EXPECT_EQ(html.find(c), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Texts, HostileHtml,
                         testing::Values("<script>alert(1)</script>", "\" onload=\"alert(1)", "' onclick='x'",
                                         "javascript:alert(1)", "]]><script>", "--><img src=x onerror=alert(1)>",
                                         "</style><script>x</script>", "</title><h2>Solution</h2>", "&lt;b&gt; &amp;",
                                         std::string("\x01\x1b[31m\xff\xc3 \0x", 12), "{{7*7}} ${x} <!-- </svg>"));

TEST(HtmlReport, HasTheSectionsOfTheMarkdownReportInItsOrder)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const Page page(htmlReport(one.analysis));
    EXPECT_EQ(page.error, "");
    std::string markdownHeadings;
    const std::string markdown = markdownReport(one.analysis);
    for (std::size_t at = markdown.find("\n## "); at != std::string::npos; at = markdown.find("\n## ", at + 1))
        markdownHeadings += markdown.substr(at + 4, markdown.find('\n', at + 1) - at - 4) + "\n";
    EXPECT_EQ(page.headings, markdownHeadings);
}

TEST(HtmlReport, TellsWhatTheMarkdownTells)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const Page page(htmlReport(one.analysis));
    const auto& document = one.analysis.diagnosis;
    EXPECT_NE(page.text.find(document.verdict.headline), std::string::npos);
    for (const auto& finding : document.findings) {
        EXPECT_NE(page.text.find(finding.title), std::string::npos);
        for (const auto& fix : finding.fixes)
            EXPECT_NE(page.text.find(fix.text), std::string::npos);
        for (const auto& evidence : finding.evidence)
            EXPECT_NE(page.text.find(evidence.note), std::string::npos);
    }
    for (const auto& note : document.notChecked)
        EXPECT_NE(page.text.find(note.because), std::string::npos);
}

TEST(HtmlReport, LoadsNothingAndRunsNothing)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    const std::string html = htmlReport(one.analysis);
    EXPECT_NE(html.find("Content-Security-Policy\" content=\"default-src 'none'"), std::string::npos);
    for (const char* word : {"<script", "<link", "<img", "<iframe", "url(http", "@import", "href="})
        EXPECT_EQ(html.find(word), std::string::npos) << word;
}

TEST(HtmlReport, FollowsLightAndDark)
{
    EXPECT_NE(kHtmlStyle.find("prefers-color-scheme: dark"), std::string_view::npos);
}

TEST(HtmlReport, HidesSecretsAlsoInThePicture)
{
    const test::ReportCase one(hostileStore("call http://user:hunter2@h/ for jane@example.org", "svc"),
                               "op_training_1");
    ReportOptions options;
    options.redact = true;
    const std::string html = htmlReport(one.analysis, options);
    EXPECT_EQ(html.find("hunter2"), std::string::npos);
    EXPECT_EQ(html.find("jane@example.org"), std::string::npos);
}

diagnosis::Walk walkWith(const std::string& text)
{
    diagnosis::Walk walk;
    walk.title = text;
    walk.conclusion = text;
    diagnosis::WalkStep step;
    step.question = text;
    step.query = "query " + text;
    step.answer = text;
    step.verdict = diagnosis::StepVerdict::Fail;
    step.evidence = {{{}, "0000000000000001", "0000000000000001", text, text, "key", text, text, 0}};
    step.then = {{"then " + text, "do " + text}};
    walk.steps = {step, step};
    walk.fixes = {{"fix " + text, "run " + text}};
    walk.suggested = text;
    return walk;
}

TEST_P(HostileHtml, ForgesNothingInAWalk)
{
    WalkOptions options;
    options.explain = true;
    const std::string html = htmlPage(GetParam(), walkHtml(walkWith(GetParam()), options));
    const Page page(html);
    EXPECT_EQ(page.error, "");
    for (const std::string& element : page.elements)
        EXPECT_TRUE(kElements.contains(element)) << element;
    EXPECT_EQ(page.attributes.count("onload") + page.attributes.count("href"), 0U);
}

TEST(HtmlReport, TellsTheWalkBeforeTheSummary)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_1");
    WalkOptions options;
    const std::string brief = htmlReport(one.analysis, {}, walkHtml(walkWith("why"), options));
    const Page page(brief);
    EXPECT_EQ(page.error, "");
    EXPECT_TRUE(page.headings.starts_with("Walk: why – 2 steps, 2 failed\nTrace Summary\n")) << page.headings;
    EXPECT_NE(page.text.find("fix why"), std::string::npos);
    EXPECT_EQ(brief.find("query why"), std::string::npos);
    options.explain = true;
    EXPECT_NE(walkHtml(walkWith("why"), options).find("query why"), std::string::npos);
    options.redact = true;
    diagnosis::Walk secret = walkWith("password=hunter2");
    secret.title = "It does not finish"; // title and questions are the scenario's; services stay
    secret.suggested = "slow";
    for (diagnosis::WalkStep& step : secret.steps) {
        step.question = "Are there traces of it?";
        step.evidence.front().service = "a-service";
    }
    EXPECT_EQ(walkHtml(secret, options).find("hunter2"), std::string::npos);
}

TEST(HtmlReport, OfWhatWasNotFoundIsAPageToo)
{
    const test::ReportCase one(test::storeFromText(test::kStuckTraining), "op_training_2");
    const Page page(htmlReport(one.analysis));
    EXPECT_EQ(page.error, "");
    EXPECT_EQ(page.headings.find("Timeline"), std::string::npos);
}

} // namespace
} // namespace spanlight::report
