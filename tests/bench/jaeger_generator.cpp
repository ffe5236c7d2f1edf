#include "tests/bench/jaeger_generator.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace spanlight::bench {

namespace {

constexpr std::size_t kSpansPerTrace = 500;
constexpr std::size_t kFanOut = 4;

// splitmix64: the same numbers on every machine.
class Random
{
public:
    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }

private:
    std::uint64_t m_state = 42;
};

std::string hex(std::uint64_t value)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (int i = 15; i >= 0; --i, value >>= 4)
        text[static_cast<std::size_t>(i)] = digits[value & 0xf];
    return text;
}

class Writer
{
public:
    explicit Writer(std::size_t spans) { m_out.reserve(spans * 1024); }

    std::string write(std::size_t spans)
    {
        m_out = R"({"data":[)";
        for (std::size_t first = 0; first < spans; first += kSpansPerTrace) {
            m_out += first == 0 ? "" : ",";
            trace(std::min(kSpansPerTrace, spans - first));
        }
        m_out += R"(],"total":0,"limit":0,"offset":0,"errors":null})";
        return std::move(m_out);
    }

private:
    void trace(std::size_t spans)
    {
        m_traceId = hex(m_random.next()) + hex(m_random.next());
        m_base = m_random.next() | 1;
        m_start = 1'762'865'400'000'000 + m_random.below(86'400'000'000);
        m_out += R"({"traceID":")" + m_traceId + R"(","spans":[)";
        for (std::size_t i = 0; i < spans; ++i) {
            m_out += i == 0 ? "" : ",";
            span(i);
        }
        m_out += R"(],"processes":{)";
        for (std::size_t i = 0; i < kServices.size(); ++i)
            process(i);
        m_out += R"(},"warnings":null})";
    }

    void process(std::size_t i)
    {
        m_out += (i == 0 ? R"("p)" : R"(,"p)") + std::to_string(i + 1) + R"(":{"serviceName":")";
        m_out += kServices[i];
        m_out += R"(","tags":[)";
        tag("host.name", std::string(kServices[i]) + "-7d9f8b6c5-x2k4q", true);
        tag("service.version", "2.14.0");
        tag("telemetry.sdk.language", "python");
        tag("telemetry.sdk.name", "opentelemetry");
        tag("telemetry.sdk.version", "1.38.0");
        m_out += "]}";
    }

    void span(std::size_t i)
    {
        const std::size_t depth = i % 5;
        const std::size_t service = (i / kFanOut + depth) % kServices.size();
        const std::uint64_t start = m_start + i * 350 + m_random.below(300);
        const std::uint64_t duration = 1'000'000 / (i + 1) + m_random.below(5'000);
        m_out += R"({"traceID":")" + m_traceId + R"(","spanID":")" + hex(m_base + i) + R"(","operationName":")";
        m_out += kOperations[(i + service) % kOperations.size()];
        m_out += R"(","references":[)";
        if (i > 0)
            m_out += R"({"refType":"CHILD_OF","traceID":")" + m_traceId + R"(","spanID":")" +
                     hex(m_base + (i - 1) / kFanOut) + R"("})";
        m_out +=
            R"(],"startTime":)" + std::to_string(start) + R"(,"duration":)" + std::to_string(duration) + R"(,"tags":[)";
        tags(i);
        m_out += R"(],"logs":[)";
        if (i % 20 == 7)
            log(start);
        m_out += R"(],"processID":"p)" + std::to_string(service + 1) + R"(","warnings":null})";
    }

    void tags(std::size_t i)
    {
        tag("otel.scope.name", "opentelemetry.instrumentation.fastapi", true);
        tag("otel.scope.version", "0.59b0");
        if (i % 3 == 0) {
            tag("db.system", "postgresql");
            tag("db.name", "orders");
            tag("db.statement", kStatements[i % kStatements.size()]);
            tag("net.peer.name", "orders-db.internal");
            number("net.peer.port", 5432);
            number("db.rows", m_random.below(500));
            tag("span.kind", "client");
        } else {
            const std::string path = "/api/v1/orders/" + std::to_string(m_random.below(100'000));
            tag("http.method", i % 2 == 0 ? "GET" : "POST");
            tag("http.route", "/api/v1/orders/{order_id}");
            tag("http.target", path);
            tag("http.url", "http://orders.internal:8080" + path);
            number("http.status_code", i % 97 == 0 ? 503 : 200);
            tag("net.peer.ip", "10.2." + std::to_string(m_random.below(4)) + "." + std::to_string(m_random.below(250)));
            tag("request.id", hex(m_random.next()));
            tag("span.kind", i % 2 == 0 ? "client" : "server");
        }
        if (i % 97 == 0) {
            tag("otel.status_code", "ERROR");
            m_out += R"(,{"key":"error","type":"bool","value":true})";
        }
        tag("internal.span.format", "otlp");
    }

    void log(std::uint64_t time)
    {
        m_out += R"({"timestamp":)" + std::to_string(time + 10) + R"(,"fields":[)";
        tag("event", "retry", true);
        number("attempt", 1 + m_random.below(3));
        tag("message", "connection reset by peer, trying \\\"orders\\\" again");
        m_out += "]}";
    }

    void tag(std::string_view key, std::string_view value, bool first = false)
    {
        m_out += first ? R"({"key":")" : R"(,{"key":")";
        m_out += key;
        m_out += R"(","type":"string","value":")";
        m_out += value;
        m_out += R"("})";
    }

    void number(std::string_view key, std::uint64_t value)
    {
        m_out += R"(,{"key":")";
        m_out += key;
        m_out += R"(","type":"int64","value":)" + std::to_string(value) + "}";
    }

    static constexpr std::array<std::string_view, 6> kServices{"gateway",  "orders",   "inventory",
                                                               "payments", "shipping", "notifications"};
    static constexpr std::array<std::string_view, 8> kOperations{"GET /api/v1/orders/{order_id}",
                                                                 "POST /api/v1/orders",
                                                                 "SELECT orders",
                                                                 "inventory.reserve",
                                                                 "payments.authorise",
                                                                 "shipping.quote",
                                                                 "kafka publish",
                                                                 "GET /health"};
    static constexpr std::array<std::string_view, 4> kStatements{
        "SELECT id, customer, total FROM orders WHERE id = $1",
        "UPDATE inventory SET reserved = reserved + $1 WHERE sku = $2",
        "INSERT INTO payments (order_id, amount, state) VALUES ($1, $2, $3)",
        "SELECT sku, count(*) FROM order_lines WHERE order_id = $1 GROUP BY sku"};

    Random m_random;
    std::string m_out;
    std::string m_traceId;
    std::uint64_t m_base = 1;
    std::uint64_t m_start = 0;
};

} // namespace

std::string jaegerJson(std::size_t spans)
{
    return Writer(spans).write(spans);
}

} // namespace spanlight::bench
