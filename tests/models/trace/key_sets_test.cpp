#include "models/trace/key_sets.h"
#include "models/trace/trace_builder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spanlight::trace {
namespace {

std::vector<AttributeId> attributes(AttributePool& pool, const std::vector<std::string>& keys, std::int64_t value = 1)
{
    std::vector<AttributeId> ids;
    for (const std::string& key : keys)
        ids.push_back(pool.intern(pool.strings().intern(key), AttributePool::integer(value)));
    return ids;
}

std::vector<std::string> numberedKeys(std::size_t count)
{
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < count; ++i)
        keys.push_back("key." + std::to_string(i));
    return keys;
}

TEST(KeySets, SpansWithTheSameKeysInTheSameOrderShareAList)
{
    AttributePool pool;
    KeySets sets;
    const auto first = sets.intern(pool, attributes(pool, {"a", "b"}, 1));
    EXPECT_EQ(sets.intern(pool, attributes(pool, {"a", "b"}, 2)), first);
    EXPECT_NE(sets.intern(pool, attributes(pool, {"b", "a"}, 1)), first);
    ASSERT_EQ(sets.keys(first).size(), 2U);
    EXPECT_EQ(pool.strings().view(sets.keys(first)[1]), "b");
}

TEST(KeySets, KeepsNoListOfASpanWithVeryManyKeys)
{
    AttributePool pool;
    KeySets sets;
    EXPECT_NE(sets.intern(pool, attributes(pool, numberedKeys(KeySets::kMaxKeys))), KeySets::kNotKept);
    EXPECT_EQ(sets.intern(pool, attributes(pool, numberedKeys(KeySets::kMaxKeys + 1))), KeySets::kNotKept);
}

TEST(KeySets, StopsKeepingListsWhenTheNumbersAreUsedUp)
{
    AttributePool pool;
    KeySets sets;
    const auto first = sets.intern(pool, attributes(pool, {"key.0"}));
    std::uint16_t last = first;
    for (std::size_t i = 1; i <= KeySets::kNotKept; ++i)
        last = sets.intern(pool, attributes(pool, {"key." + std::to_string(i)}));
    EXPECT_EQ(last, KeySets::kNotKept);
    EXPECT_EQ(sets.intern(pool, attributes(pool, {"key.0"})), first);
}

TEST(TraceStore, FindsAnAttributeOfASpanWithFewAndWithVeryManyKeys)
{
    TraceBuilder builder;
    builder.beginInput("test");
    for (const std::size_t count : {std::size_t{3}, KeySets::kMaxKeys + 36}) {
        const auto ids = attributes(builder.pool(), numberedKeys(count), static_cast<std::int64_t>(count));
        SpanRecord span;
        span.attributes = ids;
        builder.addSpan(span);
    }
    const auto store = builder.freeze();
    const StringId key = *store->findText("key.2");
    EXPECT_EQ(store->attribute(SpanRow{0}, key)->integer(), 3);
    EXPECT_EQ(store->attribute(SpanRow{1}, key)->integer(), 100);
    EXPECT_FALSE(store->attribute(SpanRow{0}, *store->findText("key.3")));
    EXPECT_FALSE(store->attribute(SpanRow{1}, kEmptyString));
}

} // namespace
} // namespace spanlight::trace
