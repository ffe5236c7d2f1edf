#include "models/formats/reader.h"
#include "tests/bench/figures.h"
#include "tests/bench/jaeger_generator.h"

#include <simdjson.h>

#include <memory>
#include <stdexcept>
#include <utility>

namespace spanlight::bench {

namespace {

// The bytes are made when the first figure needs them and live as long as the figures of this size.
class Input
{
public:
    explicit Input(std::size_t spans) : m_spans(spans) {}

    const simdjson::padded_string& bytes()
    {
        if (m_bytes.size() == 0)
            m_bytes = simdjson::padded_string(jaegerJson(m_spans));
        return m_bytes;
    }

    std::shared_ptr<const trace::TraceStore> read(unsigned threads)
    {
        trace::TraceBuilder builder;
        formats::ReadOptions options;
        options.threads = threads;
        formats::readBytes(std::string_view(bytes()), "generated", builder, options);
        auto store = builder.freeze();
        if (store->spanCount() != m_spans || store->importLog().hasLoss())
            throw std::runtime_error("the reader lost spans");
        return store;
    }

    void parse()
    {
        simdjson::dom::parser parser;
        if (parser.parse(bytes()).error() != simdjson::SUCCESS)
            throw std::runtime_error("simdjson cannot parse the input");
    }

private:
    std::size_t m_spans;
    simdjson::padded_string m_bytes;
};

} // namespace

std::vector<Figure> readingFigures(const Scale& scale)
{
    constexpr double kMostTime = 1.2;
    constexpr double kMostTimeOfTwo = 0.8;
    constexpr double kMostMemory = 0.5;
    std::vector<Figure> figures;
    for (const std::size_t n : scale.spanCounts) {
        const auto input = std::make_shared<Input>(n);
        for (const unsigned threads : {1U, 2U}) {
            Figure time{threads == 1 ? "read-jaeger-json" : "read-jaeger-json-2", n, "simdjson DOM parse",
                        threads == 1 ? kMostTime : kMostTimeOfTwo};
            time.subjectRun = [input, threads] { (void)input->read(threads); };
            time.referenceRun = [input] { input->parse(); };
            figures.push_back(std::move(time));
        }
        Figure memory{"store-memory", n, "Jaeger JSON", kMostMemory, "bytes"};
        memory.subjectValue = [input] { return static_cast<double>(input->read(1)->memoryBytes()); };
        memory.referenceValue = [input] { return static_cast<double>(input->bytes().size()); };
        figures.push_back(std::move(memory));
    }
    return figures;
}

} // namespace spanlight::bench
