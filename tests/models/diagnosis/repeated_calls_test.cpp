#include "tests/models/diagnosis/turned_round.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

struct Loop
{
    int count = 40;
    int firstMs = 10;
    int everyMs = 5;
    int tookMs = 4;
    std::string name = "SELECT items";
    std::string words = "client db.system=postgresql db.statement=SELECT_a_FROM_items_WHERE_id=#";
};

// "#" stands for the number of the call.
std::string numbered(std::string text, int i)
{
    for (auto at = text.find('#'); at != std::string::npos; at = text.find('#'))
        text.replace(at, 1, std::to_string(1000 + i));
    return text;
}

std::string requestWith(const Loop& loop, int requestMs = 300)
{
    std::string text = "GET /cart @0+" + std::to_string(requestMs) + " shop server\n";
    for (int i = 0; i < loop.count; ++i)
        text += "  " + numbered(loop.name, i) + " @" + std::to_string(loop.firstMs + i * loop.everyMs) + '+' +
                std::to_string(loop.tookMs) + " shop " + numbered(loop.words, i) + '\n';
    return text;
}

TEST(RepeatedCalls, NamesTheCallItsCountAndItsTime)
{
    const auto d = diagnoseTrace(requestWith({}));
    EXPECT_EQ(d.verdict.primary, "repeated-calls");
    EXPECT_EQ(fact(d, "repeated-calls", "name"), "SELECT items");
    EXPECT_EQ(fact(d, "repeated-calls", "count"), "40");
    EXPECT_EQ(fact(d, "repeated-calls", "totalMs"), "160");
}

TEST(RepeatedCalls, KnowsTheStableNamesOfAttributes)
{
    Loop loop;
    loop.words = "client db.system.name=postgresql db.query.text=SELECT_a_FROM_items_WHERE_id=#";
    EXPECT_NE(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, SeesCallsToServicesWhoseAddressesDifferInTheirIds)
{
    Loop loop;
    loop.name = "GET";
    loop.words = "client http.method=GET http.url=http://items:80/items/#";
    EXPECT_EQ(fact(diagnoseTrace(requestWith(loop)), "repeated-calls", "count"), "40");
}

TEST(RepeatedCalls, SeesCallsWhoseNamesHoldTheId)
{
    Loop loop;
    loop.name = "GET /items/#";
    loop.words = "client http.method=GET http.url=http://items:80/items/#";
    EXPECT_EQ(fact(diagnoseTrace(requestWith(loop)), "repeated-calls", "name"), "GET /items/?");
}

TEST(RepeatedCalls, SeesCallsWithinSpansThatOnlyWrapThem)
{
    std::string text = "GET /cart @0+300 shop server\n";
    for (int i = 0; i < 40; ++i)
        text += "  loadItem @" + std::to_string(10 + 5 * i) + "+4.5 shop internal\n    SELECT items @" +
                std::to_string(10 + 5 * i) + "+4 shop client db.system=mysql db.statement=SELECT_1\n";
    EXPECT_EQ(fact(diagnoseTrace(text), "repeated-calls", "count"), "40");
}

TEST(RepeatedCalls, SeesDatabaseSpansWithoutKind)
{
    Loop loop;
    loop.words = "db.system=postgresql db.statement=SELECT_a_FROM_items_WHERE_id=#";
    EXPECT_NE(finding(diagnoseTrace(requestWith(loop) + "  GET /x @250+1 shop client\n"), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, IsSilentBelowTheNumberOfCalls)
{
    Loop loop;
    loop.everyMs = 20;
    loop.tookMs = 18;
    loop.count = 10;
    EXPECT_NE(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
    loop.count = 9;
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, IsSilentWhenTheCallsAreASmallPartOfTheWhole)
{
    EXPECT_NE(finding(diagnoseTrace(requestWith({}, 790)), "repeated-calls"), nullptr);
    EXPECT_EQ(finding(diagnoseTrace(requestWith({}, 810)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, IsSilentWhenTheyTakeHardlyAnyTime)
{
    Loop loop;
    loop.count = 12;
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop, 80)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenEachCallIsWorkOfItsOwn)
{
    Loop loop;
    loop.everyMs = 1100;
    loop.tookMs = 1050;
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop, 60'000)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenTheyRunBesideEachOther)
{
    Loop loop;
    loop.everyMs = 1;
    loop.tookMs = 50;
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenSomebodyWaitsBetweenThem)
{
    Loop loop;
    loop.everyMs = 100;
    loop.tookMs = 40;
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop, 5'000)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenOneAddressIsPolled)
{
    Loop loop;
    loop.words = "client http.request.method=GET url.full=http://jobs:80/jobs/7";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenAConsumerAsksItsQueueForTheNextMessage)
{
    Loop loop;
    loop.name = "events";
    loop.words = "client messaging.system=kafka messaging.operation.type=publish messaging.destination.name=events";
    EXPECT_NE(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
    loop.words = "client messaging.system=kafka messaging.operation.type=receive messaging.destination.name=events";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
    loop.words = "client messaging.system=aws_sqs rpc.system=aws-api rpc.method=ReceiveMessage";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
    loop.words = "client db.system=redis db.operation=BLPOP";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

// A download that asks the provider for one part of the range after the other.
std::string download(const std::string& path)
{
    std::string text = "data.download @0+3 ktrdr-api operation.id=op_data_load_1 operation.type=data_load\n";
    for (int i = 0; i < 12; ++i)
        text += "  POST @" + std::to_string(10 + 700 * i) +
                "+690 ktrdr-api client http.method=POST http.url=http://host:5001" + path + '\n';
    return text + "  operation.state_transition @8500+1 ktrdr-api operation.id=op_data_load_1 "
                  "operation.to_status=completed\n";
}

TEST(RepeatedCalls, AreNoneWhereOneCallForEachPartIsTheDesign)
{
    EXPECT_EQ(finding(diagnoseText({download("/data/historical"), "op_data_load_1", 9'000}), "repeated-calls"),
              nullptr);
    EXPECT_TRUE(isSerious(diagnoseText({download("/data/symbols"), "op_data_load_1", 9'000}), "repeated-calls"));
}

TEST(RepeatedCalls, AreNoneWhenPageAfterPageIsRead)
{
    Loop loop;
    loop.words = "client http.method=GET http.url=http://items:80/items?page=#";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
    loop.words = "client http.method=POST http.url=http://search:9200/_search/scroll";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenSomethingLargeGoesPartByPart)
{
    Loop loop;
    loop.words = "client http.method=PUT http.url=http://store:80/file?partNumber=#";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneInAConversationWithAModel)
{
    Loop loop;
    loop.words = "client gen_ai.operation.name=chat gen_ai.request.model=m";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenTheyAskDifferentThings)
{
    std::string text = "GET /cart @0+300 shop server\n";
    for (int i = 0; i < 40; ++i)
        text += "  query @" + std::to_string(10 + 5 * i) +
                "+4 shop client db.system=postgresql db.statement=SELECT_a_FROM_" +
                std::string(1, static_cast<char>('a' + i % 20)) + "_table\n";
    EXPECT_EQ(finding(diagnoseTrace(text), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenTheyAreStepsOfAComputation)
{
    Loop loop;
    loop.name = "batch.step";
    loop.words = "internal";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop) + "  GET /x @250+1 shop client\n"), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, AreNoneWhenTheyFail)
{
    Loop loop;
    loop.words += " error";
    EXPECT_EQ(finding(diagnoseTrace(requestWith(loop)), "repeated-calls"), nullptr);
}

TEST(RepeatedCalls, CannotBeCheckedWithoutCalls)
{
    EXPECT_TRUE(hasNote(diagnoseTrace("GET /cart @0+300 shop server\n").notChecked, "repeated-calls"));
}

TEST(RepeatedCalls, DoNotDependOnTheOrderOfSpans)
{
    const std::string text = requestWith({});
    EXPECT_EQ(saysAbout(diagnoseTrace(turnedRound(text)), "repeated-calls"),
              saysAbout(diagnoseTrace(text), "repeated-calls"));
}

} // namespace
} // namespace spanlight::diagnosis
