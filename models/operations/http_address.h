#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanlight::operations {

/// Where a call goes. Any part may be unknown.
struct HttpAddress
{
    std::string host;
    std::int64_t port = 0; ///< 0: unknown
    std::string path;      ///< without query and fragment

    /// "host:port", "host", or empty.
    [[nodiscard]] std::string target() const
    {
        return host.empty() || port == 0 ? host : host + ':' + std::to_string(port);
    }
};

/// The same as parts of the text it was read from.
struct HttpAddressView
{
    std::string_view host;
    std::int64_t port = 0;
    std::string_view path;

    [[nodiscard]] HttpAddress copy() const { return {std::string(host), port, std::string(path)}; }
};

/// Splits "scheme://user@host:port/path?query"; the port defaults to that of the scheme. "[::1]" keeps its brackets.
/// A text without scheme is taken as a path. Never fails: unknown parts stay empty.
[[nodiscard]] inline HttpAddressView splitHttpAddress(std::string_view url)
{
    HttpAddressView address;
    const auto scheme = url.find("://");
    std::string_view rest = url;
    if (scheme != std::string_view::npos) {
        address.port = url.substr(0, scheme) == "https" ? 443 : url.substr(0, scheme) == "http" ? 80 : 0;
        rest = url.substr(scheme + 3);
        const auto slash = rest.find_first_of("/?#");
        std::string_view authority = rest.substr(0, slash);
        rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
        if (const auto at = authority.rfind('@'); at != std::string_view::npos)
            authority.remove_prefix(at + 1);
        const auto colon = authority.rfind(':');
        const auto bracket = authority.rfind(']');
        if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
            std::int64_t port = 0;
            for (const char c : authority.substr(colon + 1))
                port = c >= '0' && c <= '9' && port < 100'000 ? port * 10 + (c - '0') : 100'000;
            if (port > 0 && port < 65'536)
                address.port = port;
            authority = authority.substr(0, colon);
        }
        address.host = authority;
    }
    address.path = rest.substr(0, rest.find_first_of("?#"));
    return address;
}

[[nodiscard]] inline HttpAddress parseHttpAddress(std::string_view url)
{
    return splitHttpAddress(url).copy();
}

} // namespace spanlight::operations
