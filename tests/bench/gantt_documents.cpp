#include "tests/bench/gantt_documents.h"

#include "models/formats/reader.h"
#include "models/trace/trace_builder.h"
#include "tests/bench/jaeger_generator.h"

#include <algorithm>

namespace spanlight::bench {

namespace {

class Maker
{
public:
    Maker()
    {
        m_builder.beginInput("bench");
        for (int i = 0; i < 12; ++i)
            m_services.push_back(m_builder.resource(m_builder.intern("service-" + std::to_string(i)), {}));
        m_span.traceId = {0, 1};
    }

    std::uint64_t add(std::uint64_t parent, const std::string& name, std::int64_t startUs, std::int64_t durationUs)
    {
        m_span.spanId = {m_next};
        m_span.parentSpanId = {parent};
        m_span.name = m_builder.intern(name);
        m_span.resource = m_services[m_next % m_services.size()];
        m_span.startNs = 1'700'000'000'000'000'000 + startUs * 1000;
        m_span.durationNs = durationUs * 1000;
        m_span.status = m_next % 97 == 0 ? trace::StatusCode::Error : trace::StatusCode::Unset;
        m_builder.addSpan(m_span);
        return m_next++;
    }

    GanttInput finish()
    {
        GanttInput made;
        made.traces = std::make_shared<const trace::TraceSet>(std::vector{m_builder.freeze()});
        for (std::uint32_t row = 0; row < made.traces->spanCount(); ++row)
            made.input.spans.push_back({0, trace::SpanRow{row}});
        return made;
    }

private:
    trace::TraceBuilder m_builder;
    std::vector<trace::ResourceRow> m_services;
    trace::SpanRecord m_span;
    std::uint64_t m_next = 1;
};

} // namespace

GanttInput mixedSpans(std::size_t spans)
{
    Maker maker;
    const auto count = static_cast<std::int64_t>(spans);
    const std::uint64_t trees = maker.add(0, "trees", 0, count * 10);
    const std::uint64_t flat = maker.add(0, "flat", 0, count * 10);
    for (std::int64_t i = 0; i < count / 2; ++i)
        maker.add(flat, "poll", i * 20, 7);
    for (std::int64_t i = 0; i < count / 10; ++i) {
        const std::uint64_t top = maker.add(trees, "request " + std::to_string(i % 50), i * 100, 90);
        const std::uint64_t middle = maker.add(top, "handle", i * 100 + 5, 70);
        for (std::int64_t j = 0; j < 3; ++j)
            maker.add(middle, "SELECT", i * 100 + 10 + j * 20, 15);
    }
    GanttInput made = maker.finish();
    for (std::uint32_t row = 0; row < made.traces->spanCount(); row += 3)
        if (made.traces->name(made.input.spans[row]) == "poll")
            made.input.noise.push_back(made.input.spans[row]);
    return made;
}

GanttInput generatedSpans(std::size_t spans)
{
    trace::TraceBuilder builder;
    formats::readBytes(jaegerJson(spans), "generated", builder);
    GanttInput made;
    made.traces = std::make_shared<const trace::TraceSet>(std::vector{builder.freeze()});
    for (std::uint32_t row = 0; row < made.traces->spanCount(); ++row)
        made.input.spans.push_back({0, trace::SpanRow{row}});
    return made;
}

std::string name(HardShape shape)
{
    switch (shape) {
    case HardShape::Flat:
        return "flat";
    case HardShape::Chain:
        return "chain";
    case HardShape::SameInstant:
        return "same-instant";
    case HardShape::OneLong:
        return "one-long";
    case HardShape::AllNamesDiffer:
        return "all-names";
    }
    return {};
}

GanttInput hardSpans(HardShape shape, std::size_t spans)
{
    Maker maker;
    const auto count = static_cast<std::int64_t>(spans);
    const bool isLong = shape == HardShape::OneLong;
    const std::uint64_t root = maker.add(0, "root", 0, isLong ? 1'000'000'000'000'000 : count * 2 + 10);
    std::uint64_t parent = root;
    for (std::int64_t i = 1; i < count; ++i) {
        switch (shape) {
        case HardShape::Flat:
        case HardShape::OneLong:
            maker.add(root, "step", i, 1);
            break;
        case HardShape::Chain:
            parent = maker.add(parent, "step", i, (count - i) * 2);
            break;
        case HardShape::SameInstant:
            maker.add(root, "step", 5, 0);
            break;
        case HardShape::AllNamesDiffer:
            maker.add(root, "step " + std::to_string(i), i, 1);
            break;
        }
    }
    return maker.finish();
}

} // namespace spanlight::bench
