#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanlight::sources {

// A web page in the user's browser can send requests to programs on the user's machine. Two headers that it cannot
// forge tell them apart: `Host` holds the page's own name when that name was made to lead here (DNS rebinding), and
// `Origin` names the page.

/// Whether a request for this `Host` is meant for this program: an address in numbers, localhost, or one of `names`.
/// An empty host is one.
[[nodiscard]] bool isOwnHost(std::string_view host, const std::vector<std::string>& names);

/// Whether an `Origin` is a page of a server on this machine, which may send its own spans.
[[nodiscard]] bool isLoopbackOrigin(std::string_view origin);

} // namespace spanlight::sources
