#include "models/sources/receiver/http_request_parser.h"

#include <gtest/gtest.h>

namespace spanlight::sources {
namespace {

using State = HttpRequestParser::State;

/// What a parser made of bytes that came in pieces of this size.
struct Parsed
{
    HttpRequestParser parser;
    std::string body;
    std::size_t taken = 0;
};

Parsed parse(std::string_view bytes, std::size_t piece = 1 << 20)
{
    Parsed result;
    while (result.taken < bytes.size() &&
           (result.parser.state() == State::Head || result.parser.state() == State::Body))
        result.taken += result.parser.feed(bytes.substr(result.taken, piece), [&](std::string_view part) {
            result.body += part;
            return true;
        });
    return result;
}

int statusOf(std::string_view bytes)
{
    const Parsed parsed = parse(bytes);
    return parsed.parser.state() == State::Broken ? parsed.parser.fault().status : 0;
}

std::string withHeaders(std::string_view headers)
{
    return "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n";
}

TEST(HttpRequestParserTest, ReadsARequestInPiecesOfAnySize)
{
    const std::string request = "\r\nPOST /v1/traces?x=1 HTTP/1.1\r\nHost: a:4318\r\nContent-TYPE:  text/x \r\n"
                                "Content-Length: 5\r\n\r\nhello";
    for (std::size_t piece = 1; piece <= request.size(); ++piece) {
        const Parsed parsed = parse(request, piece);
        ASSERT_EQ(parsed.parser.state(), State::Done) << piece;
        EXPECT_EQ(parsed.parser.head().method, "POST");
        EXPECT_EQ(parsed.parser.head().path, "/v1/traces");
        EXPECT_EQ(parsed.parser.head().host, "a:4318");
        EXPECT_EQ(parsed.parser.head().header("content-type"), "text/x");
        EXPECT_EQ(parsed.body, "hello");
        EXPECT_EQ(parsed.taken, request.size());
    }
}

TEST(HttpRequestParserTest, ReadsAChunkedBodyWithExtensionsAndTrailers)
{
    const std::string request = withHeaders("Transfer-Encoding: Chunked\r\n") +
                                "4;name=value\r\nwiki\r\nA\r\n0123456789\r\n0\r\nLater: x\r\n\r\n";
    for (std::size_t piece = 1; piece <= request.size(); ++piece) {
        const Parsed parsed = parse(request, piece);
        ASSERT_EQ(parsed.parser.state(), State::Done) << piece;
        EXPECT_EQ(parsed.body, "wiki0123456789");
    }
}

TEST(HttpRequestParserTest, StopsBehindARequestSoThatTheNextOneIsItsOwn)
{
    const std::string one = withHeaders("Content-Length: 3\r\n") + "abc";
    const Parsed parsed = parse(one + withHeaders(""));
    EXPECT_EQ(parsed.parser.state(), State::Done);
    EXPECT_EQ(parsed.taken, one.size());
}

TEST(HttpRequestParserTest, StopsBehindTheHeadSoThatTheBodyCanBeRefused)
{
    HttpRequestParser parser;
    const std::string head = withHeaders("Content-Length: 3\r\n");
    EXPECT_EQ(parser.feed(head + "abc", [](std::string_view) { return true; }), head.size());
    EXPECT_EQ(parser.state(), State::Body);
}

TEST(HttpRequestParserTest, StopsInTheBodyWhenNoMoreIsWanted)
{
    HttpRequestParser parser;
    const std::string request = withHeaders("Transfer-Encoding: chunked\r\n") + "1\r\na\r\n1\r\nb\r\n0\r\n\r\n";
    const std::size_t head = parser.feed(request, [](std::string_view) { return true; });
    const std::size_t taken = parser.feed(request.substr(head), [](std::string_view) { return false; });
    EXPECT_EQ(parser.state(), State::Body);
    EXPECT_EQ(taken, 4U);
}

TEST(HttpRequestParserTest, ARequestWithoutABodyIsDoneAfterItsHead)
{
    EXPECT_EQ(parse(withHeaders("")).parser.state(), State::Done);
    EXPECT_EQ(parse(withHeaders("Content-Length: 0\r\n")).parser.state(), State::Done);
}

TEST(HttpRequestParserTest, LineFeedsAloneEndLines)
{
    EXPECT_EQ(parse("GET / HTTP/1.1\nHost: a\n\n").parser.state(), State::Done);
}

TEST(HttpRequestParserTest, KnowsWhetherTheConnectionStays)
{
    EXPECT_TRUE(parse(withHeaders("")).parser.head().keepAlive());
    EXPECT_FALSE(parse(withHeaders("Connection: x, Close\r\n")).parser.head().keepAlive());
    EXPECT_FALSE(parse("GET / HTTP/1.0\r\n\r\n").parser.head().keepAlive());
    EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").parser.head().keepAlive());
}

TEST(HttpRequestParserTest, TakesTheHostOfAnAbsoluteTarget)
{
    const Parsed parsed = parse("POST http://evil.example/v1/traces HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(parsed.parser.head().host, "evil.example");
    EXPECT_EQ(parsed.parser.head().path, "/v1/traces");
}

TEST(HttpRequestParserTest, RefusesWhatIsNoRequest)
{
    for (const char* request : {"hello\r\n", "GET /\r\n", "GET / HTTQ/1.1\r\n", " / HTTP/1.1\r\n", "G@T / HTTP/1.1\r\n",
                                "GET path HTTP/1.1\r\n", "GET /a b HTTP/1.1\r\n", "GET /\x01 HTTP/1.1\r\n"})
        EXPECT_EQ(statusOf(request), 400) << request;
}

TEST(HttpRequestParserTest, RefusesHeadersThatAreNotWellFormed)
{
    for (const char* headers : {"no colon\r\n", ": empty\r\n", "Bad Name: x\r\n", " folded: x\r\n", "Name : x\r\n",
                                "Null: \x01\r\n", "Host: other\r\n"})
        EXPECT_EQ(statusOf(withHeaders(headers)), 400) << headers;
    EXPECT_EQ(statusOf("GET / HTTP/1.1\r\n\r\n"), 400); // no host
}

TEST(HttpRequestParserTest, RefusesABodyWhoseLengthIsInDoubt)
{
    for (const char* headers :
         {"Content-Length: x\r\n", "Content-Length: -1\r\n", "Content-Length:\r\n", "Content-Length: 5, 5\r\n",
          "Content-Length: 99999999999999999999999\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n",
          "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"})
        EXPECT_EQ(statusOf(withHeaders(headers)), 400) << headers;
    EXPECT_EQ(statusOf(withHeaders("Transfer-Encoding: gzip, chunked\r\n")), 501);
    EXPECT_EQ(statusOf("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(HttpRequestParserTest, RefusesBrokenChunks)
{
    for (const char* body : {"x\r\n", "\r\n", "-1\r\n", "1\r\nab\r\n", "FFFFFFFFFFFFFFFFF\r\n"})
        EXPECT_EQ(statusOf(withHeaders("Transfer-Encoding: chunked\r\n") + body), 400) << body;
    EXPECT_EQ(statusOf(withHeaders("Transfer-Encoding: chunked\r\n") + "1;" + std::string(5'000, 'x')), 400);
}

TEST(HttpRequestParserTest, RefusesHeadsWithoutEnd)
{
    EXPECT_EQ(statusOf("GET /" + std::string(100'000, 'a')), 431);
    EXPECT_EQ(statusOf(withHeaders("Long: " + std::string(100'000, 'a'))), 431);
    std::string many;
    for (int i = 0; i < 200; ++i)
        many += "A: b\r\n";
    EXPECT_EQ(statusOf(withHeaders(many)), 431);
    std::string lines;
    for (int i = 0; i < 50'000; ++i)
        lines += "\r\n";
    EXPECT_EQ(statusOf(lines), 431);
    std::string trailers = withHeaders("Transfer-Encoding: chunked\r\n") + "0\r\n";
    for (int i = 0; i < 50'000; ++i)
        trailers += "A: b\r\n";
    EXPECT_EQ(statusOf(trailers), 431);
}

TEST(HttpRequestParserTest, SaysWhatASenderDidThatSpeaksAnotherProtocol)
{
    EXPECT_EQ(statusOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
    EXPECT_EQ(statusOf("GET / HTTP/3.0\r\n\r\n"), 505);
    const Parsed tls = parse(std::string_view("\x16\x03\x01\x02\x00\x01", 6));
    ASSERT_EQ(tls.parser.state(), State::Broken);
    EXPECT_NE(tls.parser.fault().what.find("TLS"), std::string::npos);
}

TEST(HttpRequestParserTest, ABrokenByteAnywhereNeverConfusesIt)
{
    const std::string request =
        withHeaders("Transfer-Encoding: chunked\r\n") + "4\r\nwiki\r\nA\r\n0123456789\r\n0\r\n\r\n";
    for (std::size_t at = 0; at < request.size(); ++at)
        for (const char wrong : {'\0', '\n', ':', '\x7f', '\xff', '9'}) {
            std::string bytes = request;
            bytes[at] = wrong;
            const Parsed whole = parse(bytes);
            const Parsed pieces = parse(bytes, 1);
            EXPECT_EQ(whole.parser.state(), pieces.parser.state()) << at;
            EXPECT_EQ(whole.body, pieces.body) << at;
            EXPECT_EQ(whole.taken, pieces.taken) << at;
        }
}

} // namespace
} // namespace spanlight::sources
