#include "models/sources/receiver/sender_check.h"

#include <algorithm>

#include <arpa/inet.h>

namespace spanlight::sources {

namespace {

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    return result;
}

bool isPort(std::string_view text)
{
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Name or address without its port; empty when it is neither.
std::string nameOf(std::string_view host)
{
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        const bool whole =
            end != host.npos && (end + 1 == host.size() || (host[end + 1] == ':' && isPort(host.substr(end + 2))));
        return whole ? lower(host.substr(1, end - 1)) : std::string();
    }
    const std::size_t colon = host.find(':');
    if (colon != host.npos && !isPort(host.substr(colon + 1)))
        return {};
    std::string name = lower(host.substr(0, colon));
    if (name.ends_with('.'))
        name.pop_back();
    return name;
}

bool isLocalName(const std::string& name)
{
    return name == "localhost" || name.ends_with(".localhost");
}

bool isAddress(const std::string& name)
{
    unsigned char bytes[sizeof(in6_addr)];
    return inet_pton(AF_INET, name.c_str(), bytes) == 1 || inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

bool isLoopbackAddress(const std::string& name)
{
    return isAddress(name) && (name.starts_with("127.") || name == "::1");
}

} // namespace

bool isOwnHost(std::string_view host, const std::vector<std::string>& names)
{
    if (host.empty())
        return true;
    const std::string name = nameOf(host);
    return isLocalName(name) || isAddress(name) ||
           (!name.empty() &&
            std::any_of(names.begin(), names.end(), [&](const auto& own) { return lower(own) == name; }));
}

bool isLoopbackOrigin(std::string_view origin)
{
    for (const std::string_view scheme : {"http://", "https://"})
        if (origin.starts_with(scheme)) {
            const std::string name = nameOf(origin.substr(scheme.size()));
            return isLocalName(name) || isLoopbackAddress(name);
        }
    return false;
}

} // namespace spanlight::sources
