#pragma once

#include "models/diagnosis/diagnosis.h"

#include <string>
#include <string_view>

namespace spanlight::report {

/// What stands in place of a hidden value.
inline constexpr std::string_view kRedacted = "[redacted]";

/// Whether the values of this attribute are secrets or personal data, by its key ("db.password", "user.email").
[[nodiscard]] bool isSensitiveKey(std::string_view key);

/// Free text without what looks like a secret or personal data: credentials in URLs, bearer tokens, key=value pairs
/// with a sensitive key, JSON web tokens, e-mail addresses, names of home folders.
[[nodiscard]] std::string redactedText(std::string_view text);

/// The document with every text redacted. Values of sensitive attributes are also replaced where other texts quote
/// them. Ids of operations, traces and spans stay.
[[nodiscard]] diagnosis::Diagnosis redacted(const diagnosis::Diagnosis& document);

} // namespace spanlight::report
