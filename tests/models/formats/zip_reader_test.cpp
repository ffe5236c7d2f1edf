#include "models/formats/reader.h"
#include "tests/support/trace_text.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <random>

namespace spanlight::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using trace::ProblemCode;

std::string little(std::uint64_t value, int size)
{
    std::string bytes;
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> (8 * i) & 0xffU);
    return bytes;
}

std::string deflated(const std::string& bytes)
{
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string packed(deflateBound(&stream, bytes.size()) + 16, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(packed.size() - stream.avail_out);
    deflateEnd(&stream);
    return packed;
}

/// How a member is written.
struct Style
{
    std::uint16_t method = 8;
    bool sizesFollow = false;
    bool encrypted = false;
    bool zip64 = false;
    bool signature = true; ///< in front of sizes that follow
    std::uint32_t checksumError = 0;
};

std::string member(const std::string& name, const std::string& content, const Style& style = {})
{
    const std::string packed = style.method == 8 ? deflated(content) : content;
    const std::uint64_t checksum =
        crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())) ^
        style.checksumError;
    const int width = style.zip64 ? 8 : 4;
    const std::uint64_t inHeader = style.sizesFollow ? 0 : style.zip64 ? 0xffffffffU : packed.size();
    std::string extra;
    if (style.zip64)
        extra = little(1, 2) + little(16, 2) + little(style.sizesFollow ? 0 : content.size(), 8) +
                little(style.sizesFollow ? 0 : packed.size(), 8);
    std::string bytes = std::string("PK\x03\x04", 4) + little(45, 2) +
                        little((style.sizesFollow ? 8 : 0) | (style.encrypted ? 1 : 0), 2) + little(style.method, 2) +
                        little(0, 4) + little(style.sizesFollow ? 0 : checksum, 4) + little(inHeader, 4) +
                        little(style.sizesFollow ? 0
                               : style.zip64     ? 0xffffffffU
                                                 : content.size(),
                               4) +
                        little(name.size(), 2) + little(extra.size(), 2) + name + extra + packed;
    if (style.sizesFollow)
        bytes += (style.signature ? std::string("PK\x07\x08", 4) : "") + little(checksum, 4) +
                 little(packed.size(), width) + little(content.size(), width);
    return bytes;
}

// The directory is only recognised, not read.
std::string closed(const std::string& members)
{
    return members + std::string("PK\x01\x02", 4) + std::string(60, '\0') + std::string("PK\x05\x06", 4) +
           std::string(18, '\0');
}

std::string jaeger(const std::string& id)
{
    return R"({"data":[{"traceID":")" + id + R"(","spans":[{"traceID":")" + id +
           R"(","spanID":"1","operationName":"GET","references":[],"startTime":1700000000000000,"duration":2000,)"
           R"("tags":[],"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"api","tags":[]}}}]})";
}

struct Read
{
    ReadResult result;
    std::shared_ptr<const trace::TraceStore> store;
};

Read read(const std::string& zip, ReadOptions options = {})
{
    trace::TraceBuilder builder;
    const ReadResult result = readBytes(zip, "all.zip", builder, options);
    return {result, builder.freeze()};
}

std::vector<std::string> losses(const trace::TraceStore& store)
{
    std::vector<std::string> messages;
    for (const trace::Problem& problem : store.importLog().problems())
        if (trace::isLoss(problem.code) && problem.code != ProblemCode::OtherSignal)
            messages.push_back(problem.message);
    return messages;
}

TEST(ZipReader, EveryMemberIsAnInputOfItsOwn)
{
    const Read got =
        read(closed(member("a.json", jaeger("a")) + member("sub/", "", {0}) + member("sub/b.json", jaeger("b"), {0})));
    EXPECT_TRUE(got.result.recognised);
    EXPECT_EQ(got.result.format, "zip");
    EXPECT_EQ(got.result.spans, 2U);
    ASSERT_EQ(got.store->inputs().size(), 3U);
    EXPECT_EQ(got.store->inputs()[0].format, "zip");
    EXPECT_EQ(got.store->inputs()[1].name, "all.zip/a.json");
    EXPECT_EQ(got.store->inputs()[1].format, "jaeger-json");
    EXPECT_EQ(got.store->inputs()[2].name, "all.zip/sub/b.json");
    EXPECT_THAT(losses(*got.store), ElementsAre());
}

TEST(ZipReader, ReadsEveryWayOfWritingAMember)
{
    std::string zip;
    int number = 0;
    for (const Style& style :
         {Style{8}, Style{0}, Style{8, true}, Style{8, true, false, true}, Style{8, true, false, false, false},
          Style{8, false, false, true}, Style{0, false, false, true}, Style{8, true, false, true, false}}) {
        ++number;
        zip += member(std::to_string(number) + ".json", jaeger(std::to_string(number)), style);
    }
    const Read got = read(closed(zip));
    EXPECT_EQ(got.store->traceCount(), 8U);
    EXPECT_THAT(losses(*got.store), ElementsAre());
}

TEST(ZipReader, PiecesMayEndAnywhere)
{
    const std::string zip = closed(member("a.json", jaeger("a"), {8, true}) + member("b.json", jaeger("b")));
    for (const std::size_t chunk : {1U, 2U, 3U, 7U, 29U, 64U}) {
        ReadOptions options;
        options.chunkBytes = chunk;
        const Read got = read(zip, options);
        EXPECT_EQ(got.store->traceCount(), 2U) << chunk;
        EXPECT_THAT(losses(*got.store), ElementsAre()) << chunk;
    }
}

TEST(ZipReader, WhatIsNoTraceIsPassedOverWithANote)
{
    const Read got = read(closed(member("README.md", "# read me") + member("a.json", jaeger("a")) +
                                 member(".DS_Store", "x") + member("__MACOSX/a.json", "x")));
    EXPECT_EQ(got.store->traceCount(), 1U);
    EXPECT_EQ(got.store->importLog().count(ProblemCode::OtherSignal), 1U);
    EXPECT_THAT(losses(*got.store), ElementsAre());
}

TEST(ZipReader, AnArchiveWithoutTracesIsAnError)
{
    EXPECT_FALSE(read(closed(member("README.md", "# read me"))).result.recognised);
    const Read empty = read(std::string("PK\x05\x06", 4) + std::string(18, '\0'));
    EXPECT_FALSE(empty.result.recognised);
    EXPECT_THAT(losses(*empty.store), ElementsAre(HasSubstr("no trace file in this ZIP archive")));
}

TEST(ZipReader, EncryptedUnknownAndNestedMembersAreLossesByName)
{
    const Read got = read(
        closed(member("secret.json", jaeger("a"), {8, false, true}) + member("odd.json", jaeger("b"), {12}) +
               member("inner.zip", closed(member("c.json", jaeger("c"))), {0}) + member("good.json", jaeger("d"))));
    EXPECT_EQ(got.store->traceCount(), 1U);
    EXPECT_THAT(losses(*got.store),
                ElementsAre(HasSubstr("all.zip/secret.json cannot be read: it is encrypted"),
                            HasSubstr("all.zip/odd.json cannot be read: it is packed with bzip2"),
                            HasSubstr("all.zip/inner.zip cannot be read: it is a ZIP archive itself")));
}

TEST(ZipReader, AWrongChecksumIsALoss)
{
    const Read got = read(closed(member("a.json", jaeger("a"), {8, false, false, false, true, 5})));
    EXPECT_EQ(got.store->traceCount(), 1U);
    EXPECT_THAT(losses(*got.store), ElementsAre(HasSubstr("checksum is wrong")));
}

TEST(ZipReader, ACutArchiveGivesWhatIsThere)
{
    const std::string first = member("a.json", jaeger("a"));
    const std::string zip = closed(first + member("b.json", jaeger("b")));
    for (std::size_t size = first.size(); size < first.size() + 40; ++size) {
        const Read got = read(zip.substr(0, size));
        EXPECT_EQ(got.store->traceCount(), 1U) << size;
        EXPECT_FALSE(losses(*got.store).empty()) << size;
    }
}

TEST(ZipReader, DamagedPackedDataOfOneMemberLeaveTheOthers)
{
    std::string bad = member("bad.json", jaeger("a"));
    for (std::size_t i = bad.size() - 60; i < bad.size() - 20; ++i)
        bad[i] = '\xff';
    const Read got = read(closed(bad + member("good.json", jaeger("b"))));
    EXPECT_TRUE(got.store->findTrace(trace::TraceId{0, 0xb}).has_value());
    EXPECT_FALSE(losses(*got.store).empty());
}

TEST(ZipReader, ABombIsStopped)
{
    std::string bomb = jaeger("b");
    bomb.insert(bomb.size() - 2, std::size_t{270} << 20, ' ');
    const Read got = read(closed(member("bomb.json", bomb) + member("a.json", jaeger("a"))));
    EXPECT_GT(got.store->importLog().count(ProblemCode::LimitReached), 0U);
}

TEST(ZipReader, AnyDamageEndsWithoutACrash)
{
    const std::string zip = closed(member("a.json", jaeger("a"), {8, true}) + member("b.json", jaeger("b")) +
                                   member("c.json", jaeger("c"), {0}));
    std::mt19937 random(3);
    for (int round = 0; round < 2'000; ++round) {
        std::string damaged = zip;
        for (int i = 0; i < 4; ++i)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        EXPECT_LE(read(damaged).store->traceCount(), 6U);
    }
}

} // namespace
} // namespace spanlight::formats
