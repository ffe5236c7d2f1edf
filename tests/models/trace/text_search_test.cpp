#include "models/trace/text_search.h"

#include "models/trace/span_query.h"

#include <gtest/gtest.h>

#include <string>

using namespace spanlight::trace;

namespace {

TEST(TextSearchTest, FindsAtEveryPlaceOfShortAndLongTexts)
{
    const TextSearch search("nee-le");
    for (std::size_t before = 0; before < 70; ++before)
        for (std::size_t after = 0; after < 40; after += 3) {
            const std::string text = std::string(before, 'n') + "NeE-lE" + std::string(after, 'e');
            EXPECT_TRUE(search.isIn(text)) << text;
            EXPECT_FALSE(search.isIn(std::string(before, 'n') + "NeE\rlE" + std::string(after, 'e')));
        }
    EXPECT_FALSE(search.isIn(""));
    EXPECT_FALSE(search.isIn("nee-l"));
}

TEST(TextSearchTest, LettersBeyondAsciiAreFoundWhateverTheirCase)
{
    const TextSearch search(foldCase("GRÖSSE"));
    EXPECT_TRUE(search.isIn("die größSE grösse"));
    EXPECT_FALSE(search.isIn("grosse"));
    EXPECT_TRUE(TextSearch("a").isIn("öAö"));
}

TEST(TextSearchTest, BeginsEndsAndIs)
{
    const TextSearch search("ab");
    EXPECT_TRUE(search.begins("ABc"));
    EXPECT_FALSE(search.begins("cab"));
    EXPECT_TRUE(search.ends("cAb"));
    EXPECT_FALSE(search.ends("b"));
    EXPECT_TRUE(search.is("AB"));
    EXPECT_FALSE(search.is("abc"));
}

TEST(TextSearchTest, ATextThatBeginsInOnePoolTextAndEndsInTheNextIsNotFound)
{
    StringPool pool;
    for (const char* text : {"xxab", "cdxx", "abcd", "zabcdabcd", "ab", "cd"})
        (void)pool.intern(text);
    const TextSearch search("abcd");
    BitSet found(pool.size());
    search.markIn(pool, 0, pool.size(), found, {});
    EXPECT_EQ(found.count(), 2U);
    EXPECT_TRUE(found.test(3));
    EXPECT_TRUE(found.test(4));
}

TEST(TextSearchTest, ManyTextsAreMarkedAsEachByItself)
{
    StringPool pool;
    for (int i = 0; i < 50'000; ++i)
        (void)pool.intern("text-" + std::to_string(i * 7) + (i % 3 == 0 ? "-ÄB" : "-cd"));
    for (const char* needle : {"77", "t", "äb", "-c", "text-7"}) {
        const TextSearch search{std::string(needle)};
        BitSet found(pool.size());
        search.markIn(pool, 0, pool.size(), found, {});
        std::size_t each = 0;
        for (std::uint32_t i = 0; i < pool.size(); ++i)
            each += search.isIn(pool.view(StringId{i})) ? 1 : 0;
        EXPECT_EQ(found.count(), each) << needle;
    }
}

} // namespace
