#pragma once

#include "models/sources/receiver/body_collector.h"
#include "models/sources/receiver/http_request_parser.h"
#include "models/sources/receiver/sender_answer.h"
#include "models/sources/receiver/socket.h"

#include <optional>
#include <string>
#include <vector>

namespace spanlight::sources {

/// What all connections of a receiver share; lives longer than any of them.
struct HttpService
{
    SpanIntake& intake;
    MemoryBudget& memory;
    const ReceiverLimits& limits;
    const std::vector<std::string>& ownNames;
    const StopSignal& stop;
};

/// Serves the requests of one sender, one after the other, in a thread of its own. Holds at most one body.
class HttpConnection
{
public:
    HttpConnection(Descriptor socket, const HttpService& service);

    /// Until the sender leaves, breaks the rules or is too slow, or the receiver stops. A request that has arrived
    /// as a whole is still kept and answered then.
    void run();

private:
    enum class Progress : std::uint8_t { Further, Gone };

    [[nodiscard]] bool serveOne();
    [[nodiscard]] Progress readUntil(HttpRequestParser::State state);
    [[nodiscard]] Waited waitForBytes();
    [[nodiscard]] Clock::time_point deadline() const;
    [[nodiscard]] std::optional<SenderAnswer> refusal();
    [[nodiscard]] std::optional<SenderAnswer> foreignSender();
    [[nodiscard]] std::optional<SenderAnswer> otherRequest() const;
    [[nodiscard]] SenderAnswer preflight() const;
    [[nodiscard]] bool takeEncoding();
    [[nodiscard]] SenderAnswer faultAnswer(const HttpFault& fault);
    [[nodiscard]] bool serveExport();
    void refuse(const SenderAnswer& answer);
    [[nodiscard]] bool send(SenderAnswer answer, bool close);

    Descriptor m_socket;
    const HttpService& m_service;
    HttpRequestParser m_parser;
    std::optional<BodyCollector> m_body;
    OtlpEncoding m_encoding = OtlpEncoding::Protobuf;
    bool m_isOtlp = false; // m_encoding is known
    std::string m_origin;  // of a page that may read the answer
    std::vector<char> m_buffer;
    std::size_t m_begin = 0; // of what was read and not yet parsed
    std::size_t m_end = 0;
    Clock::time_point m_since; // the last answer, or the first byte of this request
    std::uint64_t m_bodyBytes = 0;
};

} // namespace spanlight::sources
