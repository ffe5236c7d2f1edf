#pragma once

#include "models/formats/unpacker.h"
#include "models/sources/receiver/http_request_parser.h"
#include "models/sources/receiver/memory_budget.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::sources {

/// Brings the pieces of a body together and unpacks them as they come, so that neither a body nor what is packed in it
/// is ever held beyond the limit.
class BodyCollector
{
public:
    BodyCollector(std::size_t maxBytes, MemoryBudget& budget) : m_maxBytes(maxBytes), m_share(budget) {}

    /// How the body is packed: the value of Content-Encoding. False: fault() says that it is not understood.
    [[nodiscard]] bool setEncoding(std::string_view encoding);
    /// The body will have so many bytes, if what its sender says is true.
    void expect(std::uint64_t bytes) { m_expected = bytes; }
    /// Takes a piece; false: see fault().
    [[nodiscard]] bool take(std::string_view bytes);
    /// After the last piece; false: see fault().
    [[nodiscard]] bool finish();

    /// Sets the fault; false.
    bool fail(int status, std::string what);
    /// 400 for damage, 413 above the limit, 503 when too much is in memory already.
    [[nodiscard]] const HttpFault& fault() const { return m_fault; }
    [[nodiscard]] std::string& body() { return m_body; }
    [[nodiscard]] MemoryShare& share() { return m_share; }

private:
    [[nodiscard]] bool append(std::string_view bytes);
    [[nodiscard]] bool grow(std::size_t size);

    std::size_t m_maxBytes;
    MemoryShare m_share;
    std::unique_ptr<formats::Unpacker> m_unpacker;
    std::string m_body;
    std::size_t m_sentBytes = 0;
    std::uint64_t m_expected = 0;
    HttpFault m_fault;
};

} // namespace spanlight::sources
