#include "models/operations/span_label.h"

#include "models/operations/profile_catalog.h"
#include "tests/support/trace_text.h"

#include <gtest/gtest.h>

namespace spanlight::operations {
namespace {

// Label of a single span with these words; "_" in attributes stands for itself.
std::string label(const std::string& name, const std::string& words, const char* profileName = "opentelemetry")
{
    const trace::TraceSet traces({test::storeFromText(name + " @0+1 svc " + words + '\n')});
    const auto profile = builtinProfile(profileName);
    const AttributeReader reader(traces, *profile);
    return spanLabel(traces, reader, {0, trace::SpanRow{0}});
}

TEST(SpanLabel, NamesDatabaseCallsByVerbTableAndSystem)
{
    EXPECT_EQ(label("query", "client db.system=postgresql db.operation=SELECT db.sql.table=orders"),
              "SELECT orders (postgresql)");
    EXPECT_EQ(label("query", "client db.system.name=postgresql db.operation.name=SELECT db.collection.name=orders"),
              "SELECT orders (postgresql)");
    EXPECT_EQ(label("query", "client db.system.name=mysql db.query.summary=INSERT_x"), "INSERT_x (mysql)");
    EXPECT_EQ(label("GET", "client db.system=redis"), "GET (redis)");
}

TEST(SpanLabel, ReadsVerbAndTableOfAStatement)
{
    EXPECT_EQ(label("query", "client db.system=mysql db.statement=select(a)from(orders)where"),
              "SELECT orders (mysql)");
    EXPECT_EQ(label("query", "client db.system=mysql db.query.text=UPDATE(`orders`)set"), "UPDATE orders (mysql)");
    EXPECT_EQ(label("query", "client db.system=mysql db.operation=DELETE db.statement=DELETE;FROM;orders"),
              "DELETE orders (mysql)");
    EXPECT_EQ(label("HGETALL", "client db.system=redis db.statement=HGETALL;cart"), "HGETALL (redis)");
}

TEST(SpanLabel, NamesMessagesByWhatIsDoneWithThem)
{
    EXPECT_EQ(label("orders send", "producer messaging.system=kafka messaging.destination=orders"),
              "publish orders (kafka)");
    EXPECT_EQ(label("x", "producer messaging.system=kafka messaging.destination.name=orders "
                         "messaging.operation.type=send"),
              "publish orders (kafka)");
    EXPECT_EQ(label("x", "consumer messaging.system=rabbitmq messaging.destination.name=q messaging.operation=process"),
              "process q (rabbitmq)");
}

TEST(SpanLabel, NamesRemoteProceduresByServiceAndMethod)
{
    EXPECT_EQ(label("x", "client rpc.system=grpc rpc.service=shop.v1.OrderService rpc.method=Get"),
              "grpc OrderService/Get");
    EXPECT_EQ(label("x", "client rpc.system.name=grpc rpc.method=shop.v1.OrderService/Get"), "grpc OrderService/Get");
}

TEST(SpanLabel, NamesModelsAndTools)
{
    EXPECT_EQ(label("x", "client gen_ai.system=openai gen_ai.operation.name=chat gen_ai.request.model=gpt-4o"),
              "chat gpt-4o");
    EXPECT_EQ(label("x", "gen_ai.provider.name=openai gen_ai.operation.name=execute_tool gen_ai.tool.name=search"),
              "execute_tool search");
}

TEST(SpanLabel, CompletesCallsThatAreNamedByTheirMethodOnly)
{
    EXPECT_EQ(label("POST", "client http.method=POST http.url=http://worker:5004/training/start", "ktrdr"),
              "POST worker:5004/training/start");
    EXPECT_EQ(label("HTTP GET", "client http.request.method=GET url.full=https://api/x"), "GET api:443/x");
}

TEST(SpanLabel, KeepsTheNameOfEverythingElse)
{
    EXPECT_EQ(label("GET /cart", "server http.method=GET http.route=/cart"), "GET /cart");
    EXPECT_EQ(label("compute", ""), "compute");
    EXPECT_EQ(label("POST", "client"), "POST");
}

TEST(SpanLabel, IsNeverLong)
{
    const std::string text = label("x", "client rpc.method=" + std::string(400, 'm'));
    EXPECT_LE(text.size(), 120U);
    EXPECT_TRUE(text.ends_with("…"));
}

} // namespace
} // namespace spanlight::operations
