#pragma once

#include "models/formats/record_context.h"

#include <optional>
#include <string_view>
#include <vector>

namespace spanlight::formats {

/// Key and typed value of one Jaeger tag. `key` is as it stands between quotes.
struct JaegerTag
{
    std::string_view key;
    trace::Value value;
};

/// One tag object. The declared type decides how a text is read; any other JSON type is kept as it is. Nothing when it
/// is no object or has no key (logged).
[[nodiscard]] std::optional<JaegerTag> readJaegerTag(RecordContext& context, JsonCursor& cursor);

/// A list of tags, or a map of plain values as Elasticsearch documents have it; calls `take` for each.
template <typename Take>
void readJaegerTags(RecordContext& context, JsonCursor& cursor, std::string_view member, const Take& take)
{
    if (cursor.atArray()) {
        for (JsonElements elements(cursor); elements.next();)
            if (const auto tag = readJaegerTag(context, cursor))
                take(*tag);
    } else if (cursor.atObject()) {
        for (JsonMembers members(cursor); members.next();) {
            const std::string_view key = members.key();
            take(JaegerTag{key, context.plainValue(cursor)});
        }
    } else {
        context.skipUnlessNull(cursor, member);
    }
}

} // namespace spanlight::formats
