#include "models/report/json_report.h"
#include "models/report/markdown_report.h"
#include "models/report/text_report.h"
#include "models/report/timeline_report.h"
#include "models/report/timeline_svg.h"
#include "tests/models/report/report_case.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <random>

// Every output of traces whose every text is noise: bytes, control characters, quotes, angle brackets.

namespace spanlight::report {
namespace {

std::string noise(std::mt19937& random)
{
    static constexpr char kBytes[] = "\0\x01\x1b\n\r\t\"'`<>&|#*_[]()!\\{}\xff\xc3\xa9 abc";
    static const std::string kAlphabet(kBytes, sizeof(kBytes) - 1);
    std::string out;
    const std::size_t length = random() % 40;
    for (std::size_t i = 0; i < length; ++i)
        out += kAlphabet[random() % kAlphabet.size()];
    return out;
}

std::shared_ptr<const trace::TraceStore> noisyStore(unsigned seed)
{
    std::mt19937 random(seed);
    trace::TraceBuilder builder;
    builder.beginInput("noise");
    for (std::uint64_t i = 1; i <= 20; ++i) {
        const std::array attributes = {
            builder.pool().intern(builder.intern("operation.id"), builder.pool().string("op_training_1")),
            builder.pool().intern(builder.intern("operation.error"), builder.pool().string(noise(random))),
            builder.pool().intern(builder.intern(noise(random)), builder.pool().string(noise(random)))};
        trace::SpanRecord span;
        span.traceId = {0, 1 + i % 2};
        span.spanId = trace::SpanId{i};
        span.parentSpanId = trace::SpanId{random() % 25};
        span.name = builder.intern(noise(random));
        span.statusMessage = builder.intern(noise(random));
        span.status = static_cast<trace::StatusCode>(random() % 3);
        span.startNs = 1'700'000'000'000'000'000 + static_cast<std::int64_t>(random() % 1'000'000);
        span.durationNs = static_cast<std::int64_t>(random() % 1'000'000) - 1'000;
        span.attributes = attributes;
        span.resource = builder.resource(builder.intern(noise(random)), {});
        builder.addSpan(span);
    }
    return builder.freeze();
}

class HostileText : public testing::TestWithParam<unsigned>
{
};

TEST_P(HostileText, LeavesEveryOutputWellFormed)
{
    const test::ReportCase one(noisyStore(GetParam()), "op_training_1");
    EXPECT_TRUE(nlohmann::json::accept(jsonReport(one.analysis.diagnosis)));
    EXPECT_TRUE(nlohmann::json::accept(timelineJson(one.analysis.timeline)));
    const std::string svg = timelineSvg(one.analysis.timeline, {});
    EXPECT_EQ(svg.find('\x1b'), std::string::npos);
    EXPECT_EQ(svg.find('\0'), std::string::npos);
    for (const std::string& text : {textReport(one.analysis), markdownReport(one.analysis)}) {
        EXPECT_EQ(text.find('\x1b'), std::string::npos);
        EXPECT_EQ(text.find('\r'), std::string::npos);
        EXPECT_EQ(text.find('\0'), std::string::npos);
        EXPECT_EQ(text.find('\xff'), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HostileText, testing::Range(1U, 30U));

} // namespace
} // namespace spanlight::report
