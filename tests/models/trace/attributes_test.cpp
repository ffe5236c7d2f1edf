#include "models/trace/attributes.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace spanlight::trace {
namespace {

std::string json(const AttributePool& pool, Value value)
{
    std::string out;
    ValueView(&pool, value).appendJson(out);
    return out;
}

TEST(Attributes, KeepEveryTypeApart)
{
    AttributePool pool;
    const StringId key = pool.strings().intern("k");
    const AttributeId text = pool.intern(key, pool.string("1"));
    const AttributeId number = pool.intern(key, AttributePool::integer(1));
    const AttributeId truth = pool.intern(key, AttributePool::boolean(true));
    const AttributeId real = pool.intern(key, AttributePool::floating(1.0));
    EXPECT_EQ(pool.size(), 4U);
    EXPECT_EQ(pool.view(text).value.type(), ValueType::String);
    EXPECT_EQ(pool.view(number).value.integer(), 1);
    EXPECT_TRUE(pool.view(truth).value.boolean());
    EXPECT_EQ(pool.view(real).value.floating(), 1.0);
}

TEST(Attributes, StoreEqualPairsOnce)
{
    AttributePool pool;
    const StringId key = pool.strings().intern("k");
    EXPECT_EQ(pool.intern(key, pool.string("v")), pool.intern(key, pool.string("v")));
    EXPECT_EQ(pool.size(), 1U);
}

TEST(Attributes, ReadNumbersFromTextsThatAreNumbersAsAWhole)
{
    AttributePool pool;
    EXPECT_EQ(ValueView(&pool, pool.string("45.5")).number(), 45.5);
    EXPECT_EQ(ValueView(&pool, AttributePool::integer(-3)).number(), -3.0);
    EXPECT_FALSE(ValueView(&pool, pool.string("45 %")).number());
    EXPECT_FALSE(ValueView(&pool, pool.string("")).number());
    EXPECT_FALSE(ValueView(&pool, AttributePool::boolean(true)).number());
}

TEST(Attributes, WriteNestedValuesAsJson)
{
    AttributePool pool;
    const std::array elements = {pool.string("a\n\"b"),
                                 AttributePool::integer(std::numeric_limits<std::int64_t>::min()),
                                 AttributePool::boolean(false)};
    const std::array members = {std::pair{pool.strings().intern("list"), pool.array(elements)},
                                std::pair{pool.strings().intern("bytes"), pool.bytes("\x01\x02")}};
    EXPECT_EQ(json(pool, pool.map(members)), R"({"list":["a\n\"b",-9223372036854775808,false],"bytes":"AQI="})");
}

TEST(Attributes, WriteWhatJsonCannotHoldAsText)
{
    AttributePool pool;
    EXPECT_EQ(json(pool, AttributePool::floating(std::numeric_limits<double>::quiet_NaN())), "\"NaN\"");
    EXPECT_EQ(json(pool, pool.string("\xff")), "\"\xEF\xBF\xBD\"");
}

} // namespace
} // namespace spanlight::trace
