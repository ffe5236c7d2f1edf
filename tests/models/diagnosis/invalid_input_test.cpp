#include "tests/models/diagnosis/diagnose_text.h"

#include <gtest/gtest.h>

namespace spanlight::diagnosis {
namespace {

using namespace test;

// The backend refuses a request with this exception; spaces are written as underscores.
Diagnosis refused(const std::string& type, const std::string& message)
{
    const std::string text =
        "POST /api/v1/trainings/start @0+20 ktrdr-api server http.route=/api/v1/trainings/start http.status_code:=422 "
        "operation.id=op_training_1 error !" +
        type + "|" + message +
        "\ntrace 2\noperation.state_transition @30+1 ktrdr-api operation.id=op_training_1 "
        "operation.to_status=FAILED operation.error=" +
        message + "\n";
    return diagnoseText({text, "op_training_1", 60'000});
}

TEST(InvalidInput, NamesTheFieldThatStandsBeforeAColon)
{
    const auto d = refused("ValidationError", "symbol:_must_not_be_empty");
    EXPECT_EQ(d.verdict.primary, "invalid-input");
    EXPECT_EQ(fact(d, "invalid-input", "field"), "symbol");
    EXPECT_EQ(fact(d, "invalid-input", "message"), "symbol: must not be empty");
    EXPECT_TRUE(isSerious(d, "invalid-input"));
}

TEST(InvalidInput, NamesTheFieldThatStandsInQuotes)
{
    EXPECT_EQ(fact(refused("ValidationError", "value_of_'epochs'_is_too_large"), "invalid-input", "field"), "epochs");
}

TEST(InvalidInput, NamesNoFieldWhereTheMessageHasNone)
{
    for (const char* message : {"bad_request", "the_value_'12_+_3'_is_odd", "it's_wrong", "See_http://x:80/_for_help"})
        EXPECT_EQ(fact(refused("ValidationError", message), "invalid-input", "field"), "null") << message;
}

TEST(InvalidInput, IsNotWhatTheProgramDoesWrongByItselfLater)
{
    const char* later = R"(
operation.register @0+2 ktrdr-api operation.id=op_training_1 operation.type=training
trace 2
worker.training @10+100 ktrdr-training-worker-1 operation.id=op_training_1 error !ValueError|shapes_do_not_match
trace 3
operation.state_transition @200+1 ktrdr-api operation.id=op_training_1 operation.to_status=FAILED
)";
    EXPECT_EQ(finding(diagnoseText({later, "op_training_1", 60'000}), "invalid-input"), nullptr);
}

TEST(InvalidInput, IsToldByTheAnswerWhereTheServerMarksNothing)
{
    const char* text = R"(
cli.train @0+40 ktrdr-cli error operation.id=op_training_1
  POST @2+30 ktrdr-cli client http.url=http://localhost:8000/api/v1/trainings/start http.status_code:=422 error
    POST /api/v1/trainings/start @5+20 ktrdr-api server http.route=/api/v1/trainings/start http.status_code:=422
)";
    const auto d = diagnoseText({text, "op_training_1", 60'000});
    EXPECT_EQ(d.verdict.primary, "invalid-input");
    EXPECT_EQ(fact(d, "invalid-input", "message"), "HTTP 422");
}

TEST(InvalidInput, IsNotWhereTheAnswerSaysThatTheServerFailed)
{
    const char* text = R"(
POST /api/v1/trainings/start @0+20 ktrdr-api server http.route=/api/v1/trainings/start http.status_code:=500 operation.id=op_training_1 error !KeyError|'symbol'
)";
    const auto d = diagnoseText({text, "op_training_1", 60'000});
    EXPECT_EQ(finding(d, "invalid-input"), nullptr);
    EXPECT_EQ(d.verdict.primary, "operation-failed");
}

TEST(InvalidInput, ShowsTheSpanThatTellsWhy)
{
    const char* text = R"(
POST /orders @0+50 gateway server http.status_code:=422 error
  POST @2+40 gateway client http.url=http://orders/orders http.status_code:=422 error
    POST /orders @5+30 orders server http.status_code:=422 error !ValidationError|qty:_must_be_positive
)";
    const auto d = diagnoseText({text, "00000000000000000000000000000001", 60'000, "opentelemetry", true});
    ASSERT_EQ(d.verdict.primary, "invalid-input");
    EXPECT_EQ(fact(d, "invalid-input", "field"), "qty");
    EXPECT_EQ(finding(d, "invalid-input")->evidence.front().service, "orders");
}

} // namespace
} // namespace spanlight::diagnosis
