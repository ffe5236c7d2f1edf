#pragma once

#include "models/formats/otlp/otlp_names.h"
#include "models/formats/record_context.h"

#include <vector>

namespace spanlight::formats {

/// An AnyValue of OTLP's JSON; any other JSON value is kept with the type it has in JSON.
[[nodiscard]] trace::Value readAnyValue(RecordContext& context, JsonCursor& cursor, std::size_t depth = 0);

/// One key and value of a list of attributes, the key as it stands between quotes.
struct OtlpAttribute
{
    std::string_view key;
    trace::Value value;
};

/// An element of a list of attributes. Nothing when it is no object or has no key (logged).
[[nodiscard]] std::optional<OtlpAttribute> readOtlpAttribute(RecordContext& context, JsonCursor& cursor,
                                                             std::size_t depth = 0);

/// A list of attributes, or a plain object; calls `take` for each.
template <typename Take>
void readOtlpAttributes(RecordContext& context, JsonCursor& cursor, const Take& take)
{
    if (cursor.atArray()) {
        for (JsonElements elements(cursor); elements.next();)
            if (const auto attribute = readOtlpAttribute(context, cursor))
                take(*attribute);
    } else if (cursor.atObject()) {
        for (JsonMembers members(cursor); members.next();) {
            const std::string_view key = members.key();
            take(OtlpAttribute{key, readAnyValue(context, cursor)});
        }
    } else {
        context.skipUnlessNull(cursor, "attributes");
    }
}

/// Appends the attributes to a list, up to the limit of attributes counted from `begin`.
void appendOtlpAttributes(RecordContext& context, JsonCursor& cursor, std::vector<trace::AttributeId>& out,
                          std::size_t begin = 0);

} // namespace spanlight::formats
