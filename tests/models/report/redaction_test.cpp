#include "models/report/redaction.h"

#include <gtest/gtest.h>

namespace spanlight::report {
namespace {

TEST(Redaction, KnowsSensitiveKeys)
{
    for (const char* key : {"db.password", "API-Key", "http.request.header.authorization", "user.email", "enduser.id",
                            "session_id", "Set-Cookie", "access_token", "client.address"})
        EXPECT_TRUE(isSensitiveKey(key)) << key;
    for (const char* key :
         {"operation.id", "gen_ai.usage.input_tokens", "training.symbol", "http.url", "worker.id", "error.type"})
        EXPECT_FALSE(isSensitiveKey(key)) << key;
}

TEST(Redaction, HidesSecretsInText)
{
    EXPECT_EQ(redactedText("GET http://bob:pw@host/a"), "GET http://[redacted]@host/a");
    EXPECT_EQ(redactedText("Authorization: Bearer abcdefghij"), "Authorization: Bearer [redacted]");
    EXPECT_EQ(redactedText("password=hunter2, next"), "password=[redacted], next");
    EXPECT_EQ(redactedText(R"({"api_key": "s3cr3t!"})"), R"({"api_key": "[redacted]"})");
    EXPECT_EQ(redactedText("/home/alice/data.csv"), "/home/[redacted]/data.csv");
    EXPECT_EQ(redactedText("C:\\Users\\Alice\\x"), "C:\\Users\\[redacted]\\x");
    EXPECT_EQ(redactedText("from alice@example.org now"), "from [redacted] now");
    EXPECT_EQ(redactedText("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.abc"), "[redacted]");
}

TEST(Redaction, LeavesOtherTextAlone)
{
    for (const char* text : {"epoch 45 of 100", "op_training_20251111_123456_ab12cd34",
                             "http://10.0.3.7:5005/training/start", "a: b", "token bucket is full", "x@y"})
        EXPECT_EQ(redactedText(text), text);
}

TEST(Redaction, ReplacesASensitiveValueWhereverItIsQuoted)
{
    diagnosis::Diagnosis document;
    diagnosis::Finding finding;
    finding.explanation = "login with hunter2 failed";
    diagnosis::Evidence evidence;
    evidence.attribute = "db.password";
    evidence.value = "hunter2";
    finding.evidence.push_back(evidence);
    document.findings.push_back(finding);
    document.subject.id = "op_1";
    const auto hidden = redacted(document);
    EXPECT_EQ(hidden.findings[0].explanation, "login with [redacted] failed");
    EXPECT_EQ(hidden.findings[0].evidence[0].value, kRedacted);
    EXPECT_EQ(hidden.subject.id, "op_1");
}

} // namespace
} // namespace spanlight::report
