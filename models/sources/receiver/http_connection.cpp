#include "models/sources/receiver/http_connection.h"

#include "models/sources/receiver/sender_check.h"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

namespace spanlight::sources {

using State = HttpRequestParser::State;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10;
/// How long a sender that was refused in the middle of its request may go on sending.
constexpr milliseconds kFarewell{2'000};
constexpr std::string_view kTraces = "/v1/traces";
constexpr int kPreflight = 204;
constexpr std::size_t kMostPathBytes = 80;

/// Type of a body without its parameters, in lower case.
std::string baseType(std::string_view type)
{
    std::string result(type.substr(0, type.find(';')));
    while (!result.empty() && (result.back() == ' ' || result.back() == '\t'))
        result.pop_back();
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return result;
}

bool isOtherSignal(std::string_view path)
{
    return path == "/v1/metrics" || path == "/v1/logs" || path == "/v1development/profiles";
}

/// Why a request that is no export of traces was not taken, for people on this side.
std::string otherReason(const HttpHead& head, int status)
{
    std::string request = head.method.substr(0, kMostPathBytes) + " " + head.path.substr(0, kMostPathBytes);
    std::replace_if(
        request.begin(), request.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    if (status == 415)
        return request + ": its Content-Type is neither application/x-protobuf nor application/json.";
    if (isOtherSignal(head.path))
        return request + ": only traces are received here, no metrics, logs or profiles.";
    return request + (head.path == kTraces ? ": traces are received by POST." : ": traces go to POST /v1/traces.");
}

} // namespace

HttpConnection::HttpConnection(Descriptor socket, const HttpService& service)
    : m_socket(std::move(socket)), m_service(service), m_buffer(kBufferBytes), m_since(Clock::now())
{
}

void HttpConnection::run()
{
    while (serveOne()) {
        m_parser.reset();
        m_body.reset();
        m_bodyBytes = 0;
        m_isOtlp = false;
        m_origin.clear();
        m_since = Clock::now();
    }
}

// True: the next request may come.
bool HttpConnection::serveOne()
{
    if (readUntil(State::Head) == Progress::Gone)
        return false;
    if (m_parser.state() == State::Broken) {
        m_service.intake.countMalformed(m_parser.fault().what);
        refuse(textAnswer(m_parser.fault().status, m_parser.fault().what));
        return false;
    }
    if (const auto answer = refusal()) {
        if (m_parser.state() == State::Done)
            return send(*answer, !m_parser.head().keepAlive());
        refuse(*answer);
        return false;
    }
    return serveExport();
}

bool HttpConnection::serveExport()
{
    const HttpHead& head = m_parser.head();
    const bool waits = m_parser.state() == State::Body && head.expectsContinue() && m_begin == m_end;
    if (waits && !writeAll(m_socket, "HTTP/1.1 100 Continue\r\n\r\n", Clock::now() + m_service.limits.writeTimeout))
        return false;
    m_since = Clock::now();
    if (readUntil(State::Body) == Progress::Gone)
        return false;
    if (m_parser.state() == State::Broken || m_parser.state() == State::Body || !m_body->finish()) {
        refuse(faultAnswer(m_parser.state() == State::Broken ? m_parser.fault() : m_body->fault()));
        return false;
    }
    const IntakeResult result = m_service.intake.takeAndWait(
        std::move(m_body->body()), m_encoding == OtlpEncoding::Json, std::move(m_body->share()));
    return send(exportAnswer(result, m_encoding), !head.keepAlive());
}

SenderAnswer HttpConnection::faultAnswer(const HttpFault& fault)
{
    const bool isBusy = fault.status == 503;
    if (isBusy)
        m_service.intake.countRefused();
    else
        m_service.intake.countMalformed(fault.what);
    SenderAnswer answer = statusAnswer(fault.status, fault.what, m_encoding);
    if (isBusy)
        answer.headers.emplace_back("Retry-After", "1");
    return answer;
}

// Reads as long as the parser is in this state and the body is wanted.
HttpConnection::Progress HttpConnection::readUntil(State state)
{
    const auto takeBody = [this](std::string_view bytes) {
        m_bodyBytes += bytes.size();
        return m_body->take(bytes);
    };
    while (m_parser.state() == state) {
        if (m_begin < m_end) {
            m_begin += m_parser.feed({m_buffer.data() + m_begin, m_end - m_begin}, takeBody);
            if (m_body && m_body->fault().what.size() > 0)
                return Progress::Further;
            continue;
        }
        const Waited waited = waitForBytes();
        if (waited == Waited::TimedOut && !m_parser.isEmpty()) {
            m_service.intake.countMalformed("A request did not arrive in time.");
            refuse(textAnswer(408, "The request did not arrive in time."));
        }
        if (waited != Waited::Ready)
            return Progress::Gone;
        const ssize_t count = ::recv(m_socket.number(), m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (count <= 0)
            return Progress::Gone;
        if (m_parser.isEmpty())
            m_since = Clock::now();
        m_begin = 0;
        m_end = static_cast<std::size_t>(count);
    }
    return Progress::Further;
}

Waited HttpConnection::waitForBytes()
{
    return waitToRead(m_socket, deadline(), m_service.stop);
}

Clock::time_point HttpConnection::deadline() const
{
    const ReceiverLimits& limits = m_service.limits;
    if (m_parser.isEmpty())
        return m_since + limits.idleTimeout;
    if (m_parser.state() == State::Head)
        return m_since + limits.headTimeout;
    return m_since + limits.bodyTimeout +
           milliseconds(1000 * m_bodyBytes / std::max<std::size_t>(1, limits.minBytesPerSecond));
}

// The answer to a request whose body is not wanted; nothing when it is.
std::optional<SenderAnswer> HttpConnection::refusal()
{
    const HttpHead& head = m_parser.head();
    const std::string type = baseType(head.header("content-type"));
    m_isOtlp = type == "application/x-protobuf" || type == "application/json";
    m_encoding = type == "application/json" ? OtlpEncoding::Json : OtlpEncoding::Protobuf;
    if (auto foreign = foreignSender()) {
        m_service.intake.countMalformed("A request names a host that is not this machine, or comes from a web page.");
        return foreign;
    }
    if (auto other = otherRequest()) {
        if (other->status != kPreflight)
            m_service.intake.countMalformed(otherReason(head, other->status));
        return other;
    }
    m_body.emplace(m_service.limits.maxBodyBytes, m_service.memory);
    if (!m_body->setEncoding(baseType(head.header("content-encoding"))))
        return faultAnswer(m_body->fault());
    m_body->expect(head.contentLength.value_or(0));
    if (head.contentLength.value_or(0) > m_service.limits.maxBodyBytes)
        return faultAnswer({413, "the request has more than " + std::to_string(m_service.limits.maxBodyBytes) +
                                     " bytes; send fewer spans at once"});
    return std::nullopt;
}

std::optional<SenderAnswer> HttpConnection::foreignSender()
{
    const HttpHead& head = m_parser.head();
    const auto refused = [this](const std::string& text) {
        return m_isOtlp ? statusAnswer(403, text, m_encoding) : textAnswer(403, text);
    };
    if (!isOwnHost(head.host, m_service.ownNames))
        return refused("The request names a host that is not this machine. Send to 127.0.0.1 or localhost, or allow "
                       "the name where the receiver is started.");
    const std::string_view origin = head.header("origin");
    if (origin.empty())
        return std::nullopt;
    if (!isLoopbackOrigin(origin))
        return refused("Web pages may send here only when they come from this machine.");
    m_origin = origin;
    return std::nullopt;
}

// Everything that is no export of traces.
std::optional<SenderAnswer> HttpConnection::otherRequest() const
{
    const HttpHead& head = m_parser.head();
    if (head.path != kTraces && !isOtherSignal(head.path))
        return textAnswer(404, "404 page not found; OTLP/HTTP traces go to POST /v1/traces");
    if (head.method == "OPTIONS" && !m_origin.empty())
        return preflight();
    if (head.method != "POST") {
        SenderAnswer answer = textAnswer(405, "405 method not allowed, supported: [POST]");
        answer.headers.emplace_back("Allow", "POST");
        return answer;
    }
    if (!m_isOtlp)
        return textAnswer(415, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
    if (head.path != kTraces)
        return statusAnswer(404,
                            "Spanlight receives traces only. Set OTEL_METRICS_EXPORTER=none and "
                            "OTEL_LOGS_EXPORTER=none, or send metrics and logs elsewhere.",
                            m_encoding);
    return std::nullopt;
}

// A browser asks before it lets a page send; only pages of this machine come so far.
SenderAnswer HttpConnection::preflight() const
{
    SenderAnswer answer;
    answer.status = kPreflight;
    const std::string_view wanted = m_parser.head().header("access-control-request-headers");
    answer.headers.emplace_back("Access-Control-Allow-Methods", "POST");
    answer.headers.emplace_back("Access-Control-Allow-Headers", wanted.empty() ? "content-type" : std::string(wanted));
    answer.headers.emplace_back("Access-Control-Max-Age", "600");
    return answer;
}

// Answers in the middle of a request and ends the connection.
void HttpConnection::refuse(const SenderAnswer& answer)
{
    static_cast<void>(send(answer, true));
    closeGently(m_socket, Clock::now() + kFarewell, m_service.stop);
}

// True: the connection stays.
bool HttpConnection::send(SenderAnswer answer, bool close)
{
    if (!m_origin.empty()) {
        answer.headers.emplace_back("Access-Control-Allow-Origin", m_origin);
        answer.headers.emplace_back("Vary", "Origin");
    }
    return writeAll(m_socket, answer.bytes(close), Clock::now() + m_service.limits.writeTimeout) && !close;
}

} // namespace spanlight::sources
