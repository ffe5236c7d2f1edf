#include "models/trace/span_query.h"

#include <gtest/gtest.h>

using namespace spanlight::trace;

namespace {

SpanTerm only(std::string_view text)
{
    const SpanQuery query = parseSpanQuery(text);
    return query.terms.size() == 1 ? query.terms.front() : SpanTerm{"several or none", {}, false, false, false};
}

TEST(SpanQueryTest, WordsQuotationsKeysAndNegationsAreTerms)
{
    EXPECT_EQ(only("  Select "), (SpanTerm{"", "select", false, false, false}));
    EXPECT_EQ(only("\"Two words\""), (SpanTerm{"", "two words", false, false, false}));
    EXPECT_EQ(only("http.method=GET"), (SpanTerm{"http.method", "get", true, false, false}));
    EXPECT_EQ(only("db=\"a b\""), (SpanTerm{"db", "a b", true, true, false}));
    EXPECT_EQ(only("-status=error"), (SpanTerm{"status", "error", true, false, true}));
    EXPECT_EQ(parseSpanQuery("a -b c=d").terms.size(), 3U);
}

TEST(SpanQueryTest, WhatIsHalfTypedIsNoError)
{
    EXPECT_TRUE(parseSpanQuery("").empty());
    EXPECT_TRUE(parseSpanQuery(" \"\" ").empty());
    EXPECT_EQ(only("-").text, "-");
    EXPECT_EQ(only("\"not closed").text, "not closed");
    EXPECT_EQ(only("key="), (SpanTerm{"key", "", true, false, false}));
    EXPECT_EQ(only("key=\"va"), (SpanTerm{"key", "va", true, false, false}));
    EXPECT_EQ(only("=x").text, "=x");
}

TEST(SpanQueryTest, ALongerTextRefinesOnlyWhereItCannotFindMore)
{
    const auto refines = [](std::string_view now, std::string_view before) {
        return parseSpanQuery(now).refines(parseSpanQuery(before));
    };
    EXPECT_TRUE(refines("sele", "sel"));
    EXPECT_TRUE(refines("sel b", "sel"));
    EXPECT_TRUE(refines("a=12", "a=1"));
    EXPECT_TRUE(refines("sel -x", "sel"));
    EXPECT_FALSE(refines("sel -xy", "sel -x"));
    EXPECT_FALSE(refines("se", "sel"));
    EXPECT_FALSE(refines("12345678", "1234567")); // may be an id now
    EXPECT_FALSE(refines("a=12", "a=\"1\""));
    EXPECT_FALSE(refines("a=1", "a"));
}

TEST(SpanQueryTest, CaseIsFoldedBeyondAsciiAndBrokenTextStays)
{
    EXPECT_EQ(foldCase("ÄÖÜ ČŽ ΑΩ ПЖЁ Straße ×"), "äöü čž αω пжё straße ×");
    EXPECT_EQ(foldCase("A\xff\xc3"), "a\xff\xc3");
    EXPECT_EQ(foldCase("日本"), "日本");
}

} // namespace
