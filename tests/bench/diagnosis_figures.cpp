#include "models/diagnosis/engine.h"
#include "models/formats/reader.h"
#include "models/operations/profile_catalog.h"
#include "tests/bench/figures.h"
#include "tests/bench/jaeger_generator.h"

#include <memory>
#include <stdexcept>
#include <utility>

namespace spanlight::bench {

namespace {

// The generator's traces under one trace id: the largest subject that a user can ask about.
class Subject
{
public:
    explicit Subject(std::size_t spans) : m_spans(spans) {}

    void read() { (void)store(); }

    void diagnose()
    {
        if (m_set.stores().empty())
            m_set = trace::TraceSet({store()});
        const auto profile = operations::builtinProfile("opentelemetry");
        diagnosis::DiagnoseRequest request;
        request.traces = &m_set;
        request.profile = profile.get();
        request.kind = diagnosis::DiagnoseRequest::Kind::Trace;
        request.id = kTraceId;
        request.asOfNs = 1'763'000'000'000'000'000;
        if (analyse(request).diagnosis.subject.spans != m_spans)
            throw std::runtime_error("the diagnosis lost spans");
    }

private:
    static constexpr const char* kTraceId = "0123456789abcdef0123456789abcdef";

    std::shared_ptr<const trace::TraceStore> store()
    {
        if (m_bytes.empty()) {
            m_bytes = jaegerJson(m_spans);
            const std::string key = R"("traceID":")";
            for (std::size_t at = m_bytes.find(key); at != std::string::npos; at = m_bytes.find(key, at + 1))
                m_bytes.replace(at + key.size(), 32, kTraceId);
        }
        trace::TraceBuilder builder;
        formats::readBytes(m_bytes, "generated", builder);
        return builder.freeze();
    }

    std::size_t m_spans;
    std::string m_bytes;
    trace::TraceSet m_set;
};

} // namespace

std::vector<Figure> diagnosisFigures(const Scale& scale)
{
    constexpr double kMost = 0.25;
    std::vector<Figure> figures;
    for (const std::size_t n : scale.spanCounts) {
        const auto subject = std::make_shared<Subject>(n);
        Figure figure{"diagnose-one-trace", n, "read + freeze", kMost};
        figure.subjectRun = [subject] { subject->diagnose(); };
        figure.referenceRun = [subject] { subject->read(); };
        figures.push_back(std::move(figure));
    }
    return figures;
}

} // namespace spanlight::bench
